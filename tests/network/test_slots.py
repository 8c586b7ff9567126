"""The arithmetic of slots, without a database."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from netaddr import IPAddress, IPNetwork

from coin.core.errors import InvalidInput
from coin.network import slots
from coin.network.models import BITS, Pool


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    families: tuple[Literal[4, 6], ...] = (4, 6)
    family = draw(st.sampled_from(families))
    bits = BITS[family]
    prefixlen = draw(st.integers(0, bits))
    slot_length = draw(st.integers(prefixlen, min(bits, prefixlen + slots.MOST_SLOT_BITS)))
    address = IPAddress(draw(st.integers(0, 2**bits - 1)), family)
    return Pool(
        prefix=str(IPNetwork(f"{address}/{prefixlen}").cidr), family=family, slot_length=slot_length
    )


@given(pools(), st.data())
def test_a_slot_is_found_by_any_address_in_it(pool: Pool, data: st.DataObject) -> None:
    slot = data.draw(st.integers(0, pool.size - 1))
    network = pool.slot_network(slot)
    offset = data.draw(st.integers(0, network.size - 1))
    assert pool.slot_of(network[offset]) == slot
    assert network in pool.network


@given(pools())
def test_slots_lie_side_by_side_from_the_first_address_to_the_last(pool: Pool) -> None:
    assert pool.slot_network(0).first == pool.network.first
    assert pool.slot_network(pool.size - 1).last == pool.network.last
    if pool.size > 1:
        assert pool.slot_network(0).last + 1 == pool.slot_network(1).first


@given(pools(), st.data())
def test_a_slot_is_chosen_by_the_label_people_read(pool: Pool, data: st.DataObject) -> None:
    slot = data.draw(st.integers(0, pool.size - 1))
    assert slots.chosen_slot(pool, pool.slot_label(slot)) == slot


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("203.0.113.7/24", "203.0.113.0/24"),
        ("203.0.113.7", "203.0.113.7/32"),
        ("somewhere", "2001:db8::/40"),
        ("", "2001:db8::/40"),
        ("203.0.113.0/33", "2001:db8::/40"),
    ],
)
def test_a_prefix_must_be_exact(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refusal:
        slots.parse_prefix(text)
    assert refusal.value.field == "prefix"


@pytest.mark.parametrize(
    ("prefix", "slot_length"),
    [("203.0.113.0/24", 23), ("203.0.113.0/24", 33), ("2001:db8::/40", 103), ("2001:db8::/40", 39)],
)
def test_slots_must_fit_in_the_prefix_and_in_62_bits(prefix: str, slot_length: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        slots.check_slot_length(IPNetwork(prefix), slot_length)
    assert refusal.value.field == "slot_length"


@pytest.mark.parametrize(
    ("prefix", "slot_length", "reserved"),
    [
        ("203.0.113.0/24", 32, (2, 1)),
        ("203.0.113.0/30", 32, (2, 1)),
        ("203.0.113.0/31", 32, (0, 0)),
        ("203.0.113.0/24", 28, (0, 0)),
        ("2001:db8::/40", 56, (0, 0)),
        ("2001:db8::/64", 126, (0, 0)),
        ("2001:db8::/112", 128, (2, 0)),
    ],
)
def test_pools_of_single_addresses_keep_what_the_network_needs(
    prefix: str, slot_length: int, reserved: tuple[int, int]
) -> None:
    assert slots.usually_reserved(IPNetwork(prefix), slot_length) == reserved


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("203.0.113.16", "203.0.113.0/28"),
        ("203.0.113.0", "203.0.113.0"),
        ("203.0.113.15", "203.0.113.15"),
        ("203.0.113.4/31", "203.0.113.4"),
        ("nowhere", "nowhere"),
    ],
)
def test_an_address_that_cannot_be_chosen(address: str, said: str) -> None:
    pool = Pool(prefix="203.0.113.0/28", family=4, slot_length=32, reserved_low=2, reserved_high=1)
    with pytest.raises(InvalidInput, match=said) as refusal:
        slots.chosen_slot(pool, address)
    assert refusal.value.field == "address"
