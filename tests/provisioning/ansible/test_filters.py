import pytest

from provisioning.ansible.filter_plugins import coin

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
CLIENT = {
    "service": 1,
    "login": "alice",
    "ipv4": "10.8.0.1",
    "ipv6_prefix": "2001:db8:1:100::/56",
    "public_key": KEY,
}
USER = {"service": 1, "login": "a@asso.example", "password": "secret", "state": "active"}


def test_networks() -> None:
    assert coin.netmask("10.8.0.0/16") == "255.255.0.0"
    assert coin.first_address("2001:db8:1:2100::/56") == "2001:db8:1:2100::1"


def test_a_line_of_its_own_gets_a_framed_prefix() -> None:
    assert coin.radius_prefix_attribute("2001:db8:1:100::/64") == "Framed-IPv6-Prefix"
    assert coin.radius_prefix_attribute("2001:db8:1:100::/56") == "Delegated-IPv6-Prefix"


def test_quotes_and_backslashes_are_escaped() -> None:
    assert coin.radius_quote(r"it's a \ %{x}") == r"'it\'s a \\ %{x}'"


def test_right_clients_have_no_fault() -> None:
    bare = {"service": 2, "login": "bob", "ipv4": None, "ipv6_prefix": None, "public_key": None}
    assert coin.vpn_faults([CLIENT, bare]) == []
    assert coin.radius_faults([USER, {"login": "b", "state": "suspended"}]) == []


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"login": "../../passwd"}, "is not a login"),
        ({"login": "alice\n[Peer]"}, "is not a login"),
        ({"login": "alice\n"}, "is not a login"),
        ({"login": ""}, "is not a login"),
        ({"ipv4": "10.8.0.1 push-reset"}, "is not an ipv4"),
        ({"ipv6_prefix": "2001:db8::1/56"}, "is not an ipv6_prefix"),
        ({"public_key": "short"}, "not a WireGuard key"),
        ({"login": "bob", "public_key": None}, "'bob' is given twice"),
        ({"login": "eve"}, "given to several clients"),
    ],
)
def test_a_client_that_would_break_a_file_is_refused(
    broken: dict[str, object], reason: str
) -> None:
    bob = CLIENT | {"login": "bob"} if "login" in broken else {"login": "bob"}
    assert reason in "; ".join(coin.vpn_faults([CLIENT | broken, bob]))


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"login": "DEFAULT"}, "is not a login"),
        ({"login": "$INCLUDE"}, "is not a login"),
        ({"password": "two\nlines"}, "holds a control character"),
        ({"password": ""}, "its password is empty"),
        ({"state": "lost"}, "not active or suspended"),
    ],
)
def test_a_user_that_would_break_the_file_is_refused(
    broken: dict[str, object], reason: str
) -> None:
    (fault,) = coin.radius_faults([USER | broken])
    assert reason in fault
    assert "two" not in fault
