"""Hooks: a room asks or tells the rooms above it without importing them, since they register when Django starts."""

from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Hook(Generic[P, R]):
    """Functions of the rooms above. The room that owns the hook says whether many answer (`all`) or one (`first`)."""

    def __init__(self, *functions: Callable[P, R]) -> None:
        self._functions = list(functions)

    def register(self, function: Callable[P, R]) -> Callable[P, R]:
        """Add a function, as a decorator or not. A function that is registered twice is called once."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def forget(self, function: Callable[P, R]) -> None:
        """Remove a function. Raises ValueError when it is not registered."""
        self._functions.remove(function)

    def __iter__(self) -> Iterator[Callable[P, R]]:
        return iter(self._functions)

    def all(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """The answer of each function, in the order of registration."""
        return [function(*args, **kwargs) for function in self._functions]

    def first(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of the function registered first (one room answers such a hook). Raises IndexError without one."""
        return self._functions[0](*args, **kwargs)
