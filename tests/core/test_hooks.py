import pytest

from coin.core.hooks import Hook


def test_every_function_is_asked_once_in_order() -> None:
    hook = Hook[[int], str](lambda number: f"{number} here")

    @hook.register
    def above(number: int) -> str:
        return f"{number} above"

    assert hook.register(above) is above
    assert hook.all(3) == ["3 here", "3 above"]
    assert hook.first(3) == "3 here"
    hook.forget(above)
    assert hook.all(3) == ["3 here"]


def test_a_hook_that_no_room_registered_tells_nobody_and_knows_nothing() -> None:
    hook = Hook[[], None]()
    assert hook.all() == []
    with pytest.raises(IndexError):
        hook.first()
