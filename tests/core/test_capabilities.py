import pytest

from coin.core.capabilities import capability, known


def test_every_room_declares_what_it_needs_in_words() -> None:
    capabilities = known()
    assert {"members.edit", "billing.issue", "network.who_had", "provisioning.run"} <= set(
        capabilities
    )
    assert list(capabilities) == sorted(capabilities)
    assert all(
        str(capability.label) and str(capability) == slug
        for slug, capability in capabilities.items()
    )


def test_a_capability_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        capability("members.edit", "Again")
