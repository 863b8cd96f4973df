from __future__ import annotations

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from rosgit.menus.kinds import Range4
from rosgit.rules.numbers import dotted, network_of, number, plain, spread

ADDRESSES = st.ip_addresses(v=4)


@given(ADDRESSES)
def test_numbers_and_dots_are_the_same_address(address: ipaddress.IPv4Address) -> None:
    assert number(str(address)) == int(address)
    assert dotted(int(address)) == str(address)


@given(ADDRESSES, st.integers(0, 32))
def test_the_network_of_an_address_is_what_the_standard_library_says(
    address: ipaddress.IPv4Address, length: int
) -> None:
    network = ipaddress.IPv4Network((address, length), strict=False)
    host, found = network_of(f"{address}/{length}")
    assert host == int(address)
    assert found == (int(network.network_address), int(network.broadcast_address))


@given(ADDRESSES, ADDRESSES)
def test_a_range_keeps_its_ends_in_every_canonical_form(
    one: ipaddress.IPv4Address, other: ipaddress.IPv4Address
) -> None:
    low, high = sorted((one, other))
    text = Range4().canonical(f"{low}-{high}")
    assert plain(text)
    assert spread(text) == (int(low), int(high))
