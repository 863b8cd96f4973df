"""The value types of RouterOS fields: how text is checked, brought to one form, and printed.

``canonical`` serves the compiler and the differ; ``printed`` is how a router spells the same value
and serves the simulator alone, so that the two can catch each other (NOTES section b).
"""

from __future__ import annotations

from rosgit.menus.kind import (
    Bool,
    Decimal,
    Enum,
    Hex,
    Int,
    Kind,
    KindError,
    Name,
    OpenEnum,
    Schema,
    Text,
)
from rosgit.menus.kinds_many import (
    Bits,
    List,
    Pair,
    Rate,
    RateLimit,
    SizeKib,
    rate_bits,
    rate_text,
    split_list,
)
from rosgit.menus.kinds_net import ClientId, HostPort, Interface4, Ip, Mac, Ports, Prefix, Prefix4, Range4
from rosgit.menus.kinds_time import Duration, TimeOfDay, duration_micros, duration_text

__all__ = [
    "Bits",
    "Bool",
    "ClientId",
    "Decimal",
    "Duration",
    "Enum",
    "Hex",
    "HostPort",
    "Int",
    "Interface4",
    "Ip",
    "Kind",
    "KindError",
    "List",
    "Mac",
    "Name",
    "OpenEnum",
    "Pair",
    "Ports",
    "Prefix",
    "Prefix4",
    "Range4",
    "Rate",
    "RateLimit",
    "Schema",
    "SizeKib",
    "Text",
    "TimeOfDay",
    "duration_micros",
    "duration_text",
    "rate_bits",
    "rate_text",
    "split_list",
]
