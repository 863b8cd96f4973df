"""Router users and their groups."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Duration, Enum, List, Name, Prefix
from rosgit.menus.table import Clear, Field, Menu, Ref
from rosgit.menus.tables.common import POLICIES

# read, write and full cannot be removed. Denied policies print with a ! at the end (NOTES section b).
USER_GROUP = Menu(
    path="/user/group",
    summary="what a router user may do",
    key=("name",),
    comment="7.10",
    builtin=(
        {
            "name": "read",
            "policy": "local,telnet,ssh,reboot,read,test,winbox,password,web,sniff,sensitive,api,romon,rest-api",
        },
        {
            "name": "write",
            "policy": "local,telnet,ssh,reboot,read,write,test,winbox,password,web,sniff,sensitive,api,romon,rest-api",
        },
        {
            "name": "full",
            "policy": "local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web,sniff,sensitive,api,romon,rest-api",
        },
    ),
    protected=frozenset({"full", "read", "write"}),
    weight=410,
    arguments=(
        Field("name", Name(), generated=True),
        Field(
            "policy",
            Bits(POLICIES, open=True, complement=True),
            "",
            Clear.EMPTY,
            note="a policy that is not named is denied",
        ),
        Field("skin", Name(), "default", Clear.DEFAULT, note="default, or a skin file of the router"),
    ),
)

# The last user with full rights cannot be removed, and one that disables itself is ignored (NOTES section g).
USER = Menu(
    path="/user",
    summary="router users, not hotspot users",
    key=("name",),
    comment="7.10",
    disabled=True,
    weight=420,
    read_only=("expired", "last-logged-in"),
    arguments=(
        Field("name", Name(), required=True),
        Field("group", Name(), required=True, ref=Ref("/user/group")),
        Field("password", required=True, secret=True, write_only=True, note="write-only, never printed"),
        Field("address", List(Prefix()), "", Clear.EMPTY),
        Field(
            "inactivity-policy", Enum(("none", "logout", "lockscreen")), "none", Clear.DEFAULT, since="7.16"
        ),
        Field("inactivity-timeout", Duration(), "10m", Clear.DEFAULT, since="7.16"),
    ),
)

TABLES = (
    USER_GROUP,
    USER,
)
