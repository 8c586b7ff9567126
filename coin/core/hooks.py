"""What a room asks of the rooms above it, or tells them, without knowing them: they register when Django starts."""

from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Hook(Generic[P, R]):
    """Functions of the rooms above. The room that owns the hook says whether many answer (`all`) or one (`first`)."""

    def __init__(self, *functions: Callable[P, R]) -> None:
        self._functions = list(functions)

    def register(self, function: Callable[P, R]) -> Callable[P, R]:
        """Add a function, as a decorator or not; one that is there already is not called twice."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def forget(self, function: Callable[P, R]) -> None:
        """Take a function out again. ValueError when it is not there."""
        self._functions.remove(function)

    def __iter__(self) -> Iterator[Callable[P, R]]:
        return iter(self._functions)

    def all(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """What each function answers, in the order they were registered."""
        return [function(*args, **kwargs) for function in self._functions]

    def first(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """What the one room that knows answers. IndexError when no room registered."""
        return self._functions[0](*args, **kwargs)
