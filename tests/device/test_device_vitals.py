from __future__ import annotations

from collections.abc import Collection, Mapping

from rosgit.device import Deadline, Reply, Sentence, Trap
from rosgit.device.vitals import vitals
from rosgit.model.check import Vitals


class Fake:
    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self.replies = replies
        self.flights = 0

    def flight(self, sentences: Collection[Sentence], deadline: Deadline) -> tuple[Reply, ...]:
        deadline.left()
        self.flights += 1
        return tuple(self.replies.get(each.command.removesuffix("/print"), Reply()) for each in sentences)


def test_vital_signs_come_in_one_flight_and_what_is_refused_is_unread() -> None:
    fake = Fake(
        {
            "/system/clock": Reply(({"date": "2026-03-01", "time": "12:00:00"},)),
            "/system/package": Reply(
                ({"name": "routeros"}, {"name": "wifi", "scheduled": "scheduled for install"})
            ),
            "/file": Reply(({"name": "flash/hotspot"},)),
            "/system/script": Reply(({"name": "backup", "source": ":put pl4nted"},)),
            "/system/routerboard": Reply(traps=(Trap("no such command or directory (routerboard)"),)),
        }
    )
    found = vitals(fake, Deadline.after(5))
    assert fake.flights == 1
    assert found.clock["time"] == "12:00:00"
    assert found.scheduled == ("wifi: scheduled for install",)
    assert found.directories == {"flash/hotspot"}
    assert found.unread == {"/system/routerboard": "no such command or directory (routerboard)"}
    assert "pl4nted" not in repr(found)


def test_a_router_that_says_nothing_has_no_signs() -> None:
    assert vitals(Fake({}), Deadline.after(5)) == Vitals()
