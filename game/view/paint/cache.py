"""What was painted stays as long as what it shows, the window's size and the palette do."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

from pygame import Rect, Surface

Arguments = ParamSpec("Arguments")
Made = TypeVar("Made")
_forget: list[Callable[[], None]] = []


def cached(most: int) -> Callable[[Callable[Arguments, Made]], Callable[Arguments, Made]]:
    """Let a function keep what it made for the last `most` arguments, until `forget_pictures`."""

    def keep(make: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
        kept = lru_cache(maxsize=most)(make)
        _forget.append(kept.cache_clear)
        return cast(Callable[Arguments, Made], kept)

    return keep


def forget_pictures() -> None:
    """Drop all that was made for another size of the window, palette or start of pygame."""
    for forget in _forget:
        forget()


class CachedPlace:
    """A rectangle of the window with a copy of what was last painted there."""

    def __init__(self, place: Rect) -> None:
        self.place = place
        self._copy = Surface(place.size).convert()
        self._shown: Hashable = None
        self._is_painted = False

    def draw(self, surface: Surface, shows: Hashable, paint: Callable[[Surface], None]) -> None:
        """Paint into the rectangle if `shows` differs from the last time, else copy."""
        if self._is_painted and shows == self._shown:
            surface.blit(self._copy, self.place)
            return
        surface.set_clip(self.place)
        paint(surface)
        surface.set_clip(None)
        self._copy.blit(surface, (0, 0), self.place)
        self._shown, self._is_painted = shows, True
