"""Worker: plain librouteros, as a script would use it: one menu after another, one row at a time."""

from __future__ import annotations

from librouteros import connect
from librouteros.api import Api

from worker import serve, timed


def open_api(port: int) -> Api:
    return connect(host="127.0.0.1", port=port, username="rosgit", password="bench")


def read_all(api: Api, menus: list[str]) -> int:
    return sum(len(tuple(api.rawCmd(f"{menu}/print"))) for menu in menus)


def read(port: int, menus: list[str]) -> dict:
    """Connect, log in, print every menu."""

    def work() -> dict:
        api = open_api(port)
        try:
            return {"rows": read_all(api, menus)}
        finally:
            api.close()

    return timed(work)


def push(port: int, menus: list[str], sentences: list[list[str]]) -> dict:
    """Print every menu, send each write and wait for it, print every menu again."""

    def work() -> dict:
        api = open_api(port)
        try:
            read_all(api, menus)
            for command, *words in sentences:
                tuple(api.rawCmd(command, *words))
            return {"rows": read_all(api, menus)}
        finally:
            api.close()

    return timed(work)


serve(read=read, push=push)
