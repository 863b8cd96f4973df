"""Kinds: one text for one meaning, a router's spelling of it, and an error that helps for the rest."""

from __future__ import annotations

import ipaddress
import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosgit.menus import MENUS
from rosgit.menus.kinds import (
    Bits,
    Bool,
    ClientId,
    Decimal,
    Duration,
    Enum,
    Hex,
    HostPort,
    Int,
    Interface4,
    Ip,
    Kind,
    KindError,
    List,
    Mac,
    Name,
    Pair,
    Ports,
    Prefix,
    Prefix4,
    Range4,
    Rate,
    RateLimit,
    SizeKib,
    Text,
    TimeOfDay,
    duration_text,
    split_list,
)
from rosgit.menus.tables.common import PROTOCOL
from rosgit.model.version import Version

V722 = Version(7, 22, 2)
USED = sorted({each.kind for menu in MENUS.values() for each in menu.fields.values()}, key=repr)
ANY_KIND = st.sampled_from(USED)

LOGIN_BY = MENUS["/ip/hotspot/profile"].fields["login-by"].kind
STATE = MENUS["/ip/firewall/filter"].fields["connection-state"].kind
SERVICE = MENUS["/radius"].fields["service"].kind
POLICY = MENUS["/user/group"].fields["policy"].kind
HOTSPOT = MENUS["/ip/firewall/nat"].fields["hotspot"].kind
KEEPALIVE = MENUS["/ip/hotspot"].fields["keepalive-timeout"].kind
AUTHORITATIVE = MENUS["/ip/dhcp-server"].fields["authoritative"].kind
LISTED = MENUS["/ip/firewall/filter"].fields["in-interface-list"].kind
DENIED = "!local,!telnet,!ssh,!ftp,!reboot,!policy,!test,!winbox,!password,!web,!sniff,!sensitive,!api"

# NOTES section b: what may be written, and what comes back. Rows the notes mark with ? are not here.
LITERALS = [
    (Bool(), "yes", "true"),
    (Bool(), "no", "false"),
    (Bool(), "true", "true"),
    (Bool(), "false", "false"),
    (AUTHORITATIVE, "yes", "yes"),
    (AUTHORITATIVE, "true", "yes"),
    (AUTHORITATIVE, "after-2sec-delay", "after-2sec-delay"),
    (Duration(), "60m", "1h"),
    (Duration(), "3600", "1h"),
    (Duration(), "1h", "1h"),
    (Duration(), "00:01:00", "1m"),
    (Duration(), "01:00:00", "1h"),
    (Duration(), "1d 00:00:10", "1d10s"),
    (Duration(), "1h30m", "1h30m"),
    (Duration(), "31s250ms", "31s250ms"),
    (Duration(), "31250ms", "31s250ms"),
    (Duration(), "10d", "1w3d"),
    (Duration(), "0", "0s"),
    (Duration(), "3300ms", "3s300ms"),
    (KEEPALIVE, "none", "none"),
    (LOGIN_BY, "trial,mac", "mac,trial"),
    (LOGIN_BY, "http-pap,https,cookie,mac-cookie", "cookie,https,http-pap,mac-cookie"),
    (STATE, "established,related,invalid", "invalid,established,related"),
    (STATE, "untracked,new,related", "related,new,untracked"),
    (SERVICE, "dot1x,hotspot,login", "login,hotspot,dot1x"),
    (List(Ip(six=True)), "8.8.8.8,1.1.1.1", "8.8.8.8,1.1.1.1"),
    (List(Ports()), "443,80,8000-8080", "443,80,8000-8080"),
    (POLICY, "write,read", f"read,write,{DENIED},!romon,!rest-api"),
    (POLICY, "read,write,!ftp", f"read,write,{DENIED},!romon,!rest-api"),
    (LISTED, "!LAN", "!LAN"),
    (Range4(negatable=True), "!10.0.0.0/8", "!10.0.0.0/8"),
    (HOTSPOT, "!auth,from-client", "from-client,!auth"),
    (Ip(), "1.2.3.4", "1.2.3.4"),
    (Range4(), "1.2.3.4/32", "1.2.3.4"),
    (Range4(), "1.2.3.0-1.2.3.255", "1.2.3.0/24"),
    (Range4(), "1.2.3.1-1.2.3.9", "1.2.3.1-1.2.3.9"),
    (Range4(), "1.2.3.1-1.2.3.2", "1.2.3.1-1.2.3.2"),
    (Interface4(), "10.5.50.1/24", "10.5.50.1/24"),
    (Interface4(), "10.5.50.1/255.255.255.0", "10.5.50.1/24"),
    (Interface4(), "10.5.50.1", "10.5.50.1/32"),
    (List(Range4()), "10.0.0.2-10.0.0.254", "10.0.0.2-10.0.0.254"),
    (Mac(), "aa-bb-cc-dd-ee-ff", "AA:BB:CC:DD:EE:FF"),
    (Mac(), "aabb.ccdd.eeff", "AA:BB:CC:DD:EE:FF"),
    (Mac(), "AA:bb:CC:dd:EE:ff", "AA:BB:CC:DD:EE:FF"),
    (Rate(), "10M", "10000000"),
    (Rate(), "2048k", "2048000"),
    (Rate(), "10000000", "10000000"),
    (Pair(), "10M/2M", "10000000/2000000"),
    (Pair(), "0/0", "0/0"),
    (RateLimit(), "2M/1M", "2M/1M"),
    (RateLimit(), "2048k/1024k", "2048k/1024k"),
    (SizeKib(), "2048KiB", "2048KiB"),
    (SizeKib(), "2M", "2048KiB"),
    (Hex(), "32768", "0x8000"),
    (Hex(), "0x8000", "0x8000"),
    (Hex(), "0x80", "0x80"),
    (ClientId(), "1:00:d8:61:a3:80:bf", "1:0:d8:61:a3:80:bf"),
    (Text(), "Café, Bar & $5", "Café, Bar & $5"),
]


@pytest.mark.parametrize(("kind", "written", "back"), LITERALS)
def test_a_router_gives_back_what_the_notes_say(kind: Kind, written: str, back: str) -> None:
    canonical = kind.canonical(written)
    assert kind.printed(canonical, V722) == back
    assert kind.canonical(back) == canonical


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (Duration(), ["1h", "60m", "3600", "01:00:00", "3600s", "0d 01:00:00", "1h0m"]),
        (Duration(), ["1w", "7d", "168h", "604800"]),
        (Duration(), ["1m30s", "90", "00:01:30", "90s", "90000ms"]),
        (Range4(), ["10.0.0.0/24", "10.0.0.0-10.0.0.255", "10.0.0.77/24", "10.0.0.0/255.255.255.0"]),
        (Range4(), ["10.0.0.5", "10.0.0.5/32", "10.0.0.5-10.0.0.5"]),
        (Range4(), ["0.0.0.0/0", "0.0.0.0-255.255.255.255"]),
        (Pair(), ["5M", "5M/5M", "5000000", "5000k/5M"]),
        (RateLimit(), ["5M", "5M/5M", "5000k/5M", "  5M "]),
        (RateLimit(), ["1M/2M 4M 1M 8 5 64k", "1M/2M 4M/4M 1M/1M 8/8 5 64k/64k"]),
        (PROTOCOL, ["tcp", "6", "06"]),
        (PROTOCOL, ["!udp", "!17"]),
        (Prefix4(), ["10.0.0.7/24", "10.0.0.0/24"]),
        (Ip(six=True), ["2001:db8::1", "2001:DB8:0:0::1"]),
        (List(Ports()), ["80,443", "80, 443", "80-80,443"]),
        (TimeOfDay(), ["08:00:00", "8:00", "8h"]),
        (Decimal(), ["0.1", "0.10", "00.1"]),
        (ClientId(), ["1:0:d8", "01:00:D8"]),
        (Int(), ["7", "007"]),
    ],
)
def test_equal_meanings_are_one_text(kind: Kind, texts: list[str]) -> None:
    assert len({kind.canonical(text) for text in texts}) == 1


WRONG = [
    (Bool(), "on", "yes or no"),
    (Bool(), "", "yes or no"),
    (Enum(values=("a", "b")), "c", "one of a, b"),
    (Int(1, 65535), "70000", "a whole number from 1 to 65535"),
    (Int(), "1.5", "a whole number"),
    (Int(), "٣", "a whole number"),
    (Int(), "9" * 5000, "a whole number"),
    (Int(keywords=("unlimited",)), "many", "a whole number or unlimited"),
    (Duration(), "1x", "a duration such as 1h30m"),
    (Duration(), "", "a duration such as 1h30m"),
    (Duration(), "٣m", "a duration"),
    (Duration(), "9" * 15 + "w", "a duration"),
    (KEEPALIVE, "never", "a duration such as 1h30m or none"),
    (Ip(), "10.0.0.256", "an IPv4 address"),
    (Ip(), "10.0.0", "an IPv4 address"),
    (Ip(), "::1", "an IPv4 address"),
    (Ip(six=True, names=True), "a b", "an IPv4 address or an IPv6 address or a host name"),
    (Ip(names=True), "10.0.0.256", "an IPv4 address"),
    (Interface4(), "10.0.0.1/33", "an address with its mask"),
    (Prefix4(), "lan", "a network such as"),
    (Prefix(names=True), "10.0.0.300", "a network such as 10.0.0.0/8 or an interface"),
    (Range4(), "10.0.0.9-10.0.0.2", "an address, a prefix or a range"),
    (Range4(hosts=True), "10.0.0.300", "an address, a prefix or a range"),
    (HostPort(), "10.0.0.1", "an address and port"),
    (Mac(), "AA:BB:CC:DD:EE", "a MAC address such as"),
    (Ports(), "90-80", "a number up to 65535 or a range"),
    (Ports(negatable=True), "!", "a number up to 65535"),
    (Rate(), "10Mbit", "a rate such as 10M"),
    (RateLimit(), "5M/5M 1 2 3 4 5 6", "a rate limit such as"),
    (RateLimit(), "5M/", "a rate limit such as"),
    (Pair(), "1M/2M/3M", "a rate such as 10M, or a pair"),
    (SizeKib(), "2TB", "a size such as 2048KiB"),
    (LOGIN_BY, "mac,magic", "'magic' is not one of mac, cookie"),
    (HOTSPOT, "auth,!auth", "says both yes and no"),
    (List(Ports()), "80,,443", "a list has an empty item"),
    (Name(), "", "a name"),
    (Text(), "a\0b", "NUL"),
    (Text(), "\ud800", "half a character"),
    (Text(limit=3), "äö", "longer than 3 bytes"),
    (Hex(), "80h", "a number such as 0x8000"),
    (PROTOCOL, "tpc", "a known name such as"),
    (PROTOCOL, "256", "a number from 0 to 255"),
    (TimeOfDay(), "24:00:00", "a time of day such as 08:00:00"),
]


@pytest.mark.parametrize(("kind", "text", "says"), WRONG)
def test_a_wrong_value_is_told_what_would_be_right(kind: Kind, text: str, says: str) -> None:
    with pytest.raises(KindError) as caught:
        kind.canonical(text)
    message = str(caught.value)
    assert says in message
    assert "\n" not in message
    assert message.isprintable()
    assert len(message) < 400


HOSTILE = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.:/-,!kMGsmhdwx \u0663\u00b2\0\n", max_size=24),
    st.from_regex(r"!?[0-9]{1,6}([.:/,-][0-9]{1,30}){0,6}", fullmatch=True),
    st.sampled_from([text for _, text, _ in LITERALS]),
    st.sampled_from([text for _, text, _ in WRONG]),
)


@given(ANY_KIND, HOSTILE)
def test_any_text_is_a_value_or_a_kind_error_and_canonical_is_idempotent(kind: Kind, text: str) -> None:
    try:
        canonical = kind.canonical(text)
    except KindError:
        return
    assert kind.canonical(canonical) == canonical
    assert kind.canonical(kind.written(canonical)) == canonical
    printed = kind.printed(canonical, V722)
    assert kind.canonical(printed) == canonical


@given(st.integers(0, 10**15 - 1))
def test_a_duration_keeps_its_length_however_it_is_spelled(micros: int) -> None:
    spelled = duration_text(micros)
    assert Duration().canonical(spelled) == spelled
    assert Duration().canonical(f"{micros}us") == spelled
    whole = micros // 1_000_000
    clock = f"{whole // 3600 // 24}d {whole // 3600 % 24:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    if whole // 86400 < 100_000:
        assert Duration().canonical(clock) == Duration().canonical(str(whole))


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_range_keeps_its_ends(one: int, other: int) -> None:
    low, high = sorted((one, other))
    text = Range4().canonical(f"{ipaddress.IPv4Address(low)}-{ipaddress.IPv4Address(high)}")
    if "-" in text:
        ends = [int(ipaddress.IPv4Address(part)) for part in text.split("-")]
    else:
        network = ipaddress.IPv4Network(text)
        ends = [int(network[0]), int(network[-1])]
    assert ends == [low, high]


BIT_KINDS = st.sampled_from([kind for kind in USED if isinstance(kind, Bits) and kind.values])


@given(BIT_KINDS, st.data())
def test_a_bit_list_is_a_set(kind: Bits, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(kind.values), unique=True))
    shuffled = data.draw(st.permutations(words))
    assert kind.canonical(",".join(shuffled)) == kind.canonical(",".join(words))
    assert set(split_list(kind.canonical(",".join(words)))) == set(words)


@given(st.lists(st.integers(0, 10**8), min_size=2, max_size=2), st.sampled_from(["", "k", "M"]))
def test_a_rate_keeps_its_bits(pair: list[int], unit: str) -> None:
    size = {"": 1, "k": 1000, "M": 1_000_000}[unit]
    first, second = pair
    expected = f"{first * size}/{second * size}"
    assert Pair().canonical(f"{first}{unit}/{second}{unit}") == expected
    limit = RateLimit().canonical(f"{first}{unit}/{second}{unit}")
    assert Pair().canonical(limit) == expected


@pytest.mark.parametrize("kind", USED, ids=lambda kind: type(kind).__name__)
def test_every_kind_has_a_schema_that_is_one(kind: Kind) -> None:
    schema = kind.schema()
    jsonschema.Draft7Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize(("kind", "written", "back"), LITERALS)
def test_a_schema_accepts_what_the_kind_accepts(kind: Kind, written: str, back: str) -> None:
    check = jsonschema.Draft7Validator(kind.schema())
    for text in (written, kind.canonical(written)):
        assert check.is_valid(text) or (kind.is_list and check.is_valid(list(split_list(text))))
    if not isinstance(kind, Bits):
        assert check.is_valid(back)


@pytest.mark.parametrize("kind", USED, ids=lambda kind: type(kind).__name__)
def test_a_schema_accepts_a_template_for_any_value(kind: Kind) -> None:
    assert jsonschema.Draft7Validator(kind.schema()).is_valid("{{ site.name }}")


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        (Bool(), True, True),
        (Bool(), "yes", True),
        (Bool(), "maybe", False),
        (Bool(), 3, False),
        (Int(1, 10), 7, True),
        (Int(1, 10), 70, False),
        (Int(1, 10), 1.5, False),
        (Duration(), 3600, True),
        (Duration(), ["1h"], False),
        (LOGIN_BY, ["mac", "cookie"], True),
        (LOGIN_BY, ["magic"], False),
        (List(Ports()), [80, "8000-8080"], True),
        (List(Ports()), {"80": 1}, False),
        (Enum(values=("1", "2", "3")), 2, True),
        (Enum(values=("yes", "no", "after")), False, True),
        (PROTOCOL, "tcp", True),
        (PROTOCOL, 17, True),
        (PROTOCOL, "!icmp", True),
    ],
)
def test_a_schema_knows_what_yaml_may_hold(kind: Kind, value: object, *, fits: bool) -> None:
    assert jsonschema.Draft7Validator(kind.schema()).is_valid(value) is fits


def test_lists_say_that_they_are_lists() -> None:
    for kind in USED:
        assert kind.is_list == isinstance(kind, List | Bits)
