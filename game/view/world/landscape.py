"""The land behind the world: it drifts by slowly and changes with the distance travelled."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pygame
from pygame import Rect, Surface

from game.rules.config import Rules
from game.view.paint.cache import cached
from game.view.paint.theme import Colour, colours, is_still, mix

COLUMNS_EACH: int = Rules.model_fields["land_columns"].default  # of distance spent in a land
BLEND_COLUMNS = 16  # over which one land fades into the next
READY_COLUMNS = 12  # before that its pictures are painted, a frame each
MOST_REACH = 0.1  # of a strip's width, to either side of what stands on it
WHITE: Colour = (255, 255, 255)

Paint = Callable[[Surface, "Land"], None]


@dataclass(frozen=True, eq=False)
class Land:
    """One stretch of the way: its colours, and what stands in the sky and on the two hills.

    sky: above and low. hills, on_hills: far and near.
    """

    name: str
    sky: tuple[Colour, Colour]
    hills: tuple[Colour, Colour]
    grass: Colour
    in_sky: tuple[Paint, ...]
    on_hills: tuple[tuple[Paint, ...], tuple[Paint, ...]]


def scatter(count: int, seed: int) -> list[tuple[float, float, float]]:
    """Return `count` fixed points (x, y, size), each 0 to 1, evenly strewn (golden ratio)."""
    return [
        ((seed * 0.37 + i * 0.618034) % 1, (seed * 0.71 + i * 0.754878) % 1, (i * 0.569840) % 1)
        for i in range(count)
    ]


def strewn_around(count: int, seed: int) -> list[tuple[float, float, float]]:
    """Return such points for a strip that repeats: those near an end beyond the other one too."""
    return [
        (x + turn, y, size)
        for x, y, size in scatter(count, seed)
        for turn in (-1, 0, 1)
        if -MOST_REACH < x + turn < 1 + MOST_REACH
    ]


def paint_disc(place: tuple[float, float], size: float, colour: Colour) -> Paint:
    """Return what paints a sun or a moon with a soft ring; place and size in shares of the sky."""

    def paint(sky: Surface, land: Land) -> None:
        width, height = sky.get_size()
        centre = (round(place[0] * width), round(place[1] * height))
        radius = max(4, round(size * height))
        for ring, share in ((1.7, 0.12), (1.35, 0.25), (1.0, 1.0)):
            tone = mix(sky.get_at(centre)[:3], colour, share)  # type: ignore[arg-type]
            pygame.draw.aacircle(sky, tone if share < 1 else colour, centre, round(radius * ring))

    return paint


def paint_clouds(sky: Surface, land: Land) -> None:
    """Paint a few flat clouds."""
    width, height = sky.get_size()
    tone = mix(land.sky[1], WHITE, 0.6)
    for x, y, size in scatter(6, 3):
        length = height * (0.22 + 0.2 * size)
        left, top = x * width, height * (0.08 + 0.38 * y)
        for along, up, share in ((0.0, 0.0, 0.5), (0.3, -0.09, 0.7), (0.62, 0.0, 0.55)):
            puff = Rect(0, 0, round(length * share), round(length * share * 0.42))
            puff.center = (round(left + length * along), round(top + length * up))
            pygame.draw.ellipse(sky, tone, puff)


def paint_stars(sky: Surface, land: Land) -> None:
    """Paint stars of three sizes; they stand still."""
    width, height = sky.get_size()
    for x, y, size in scatter(70, 1):
        tone = mix(land.sky[0], WHITE, 0.35 + 0.6 * size)
        place = (round(x * width), round(y * height * 0.75))
        pygame.draw.circle(sky, tone, place, max(1, round(height * 0.006 * (0.6 + size))))


def paint_trees(strip: Surface, land: Land) -> None:
    """Paint firs along the strip."""
    width, height = strip.get_size()
    for x, y, size in strewn_around(34, 5):
        tall = height * (0.45 + 0.4 * size)
        foot, base = x * width, height * (0.98 - 0.22 * y)
        tone = mix(land.hills[1], (10, 40, 36), 0.25 + 0.3 * (1 - y))
        for i in range(3):
            half, top = tall * (0.13 + 0.05 * i), base - tall * (1 - 0.27 * i)
            tip, low = (foot, top), top + tall * 0.46
            pygame.draw.polygon(strip, tone, [tip, (foot - half, low), (foot + half, low)])


def paint_bushes(strip: Surface, land: Land) -> None:
    """Paint low round bushes along the strip."""
    width, height = strip.get_size()
    for x, y, size in strewn_around(22, 2):
        radius = height * (0.06 + 0.07 * size)
        tone = mix(land.hills[1], (30, 80, 50), 0.22 + 0.3 * y)
        for along, up, share in ((-0.9, 0.2, 0.75), (0.85, 0.25, 0.8), (0.0, 0.55, 1.0)):
            centre = (round(x * width + along * radius), round(height - up * radius))
            pygame.draw.circle(strip, tone, centre, round(radius * share))


def paint_reeds(strip: Surface, land: Land) -> None:
    """Paint a pond's water line and reeds before it."""
    width, height = strip.get_size()
    water = Rect(0, round(height * 0.74), width, round(height * 0.26))
    pygame.draw.rect(strip, mix(land.sky[1], (60, 130, 170), 0.55), water)
    for x, y, size in strewn_around(16, 8):
        glint = Rect(round(x * width), round(height * (0.78 + 0.18 * y)), 0, max(1, height // 90))
        glint.width = round(height * (0.12 + 0.3 * size))
        pygame.draw.rect(strip, mix(land.sky[1], WHITE, 0.5), glint)
    for x, _, size in scatter(60, 4):
        foot, tall = x * width, height * (0.2 + 0.26 * size)
        top = (foot + height * 0.03 * math.sin(9 * x), height - tall)
        tone = mix(land.hills[1], (50, 80, 40), 0.5)
        pygame.draw.line(strip, tone, (foot, height), top, max(1, height // 70))
        if size > 0.5:
            head = Rect(0, 0, max(2, height // 36), max(4, height // 11))
            head.center = (round(top[0]), round(top[1]))
            pygame.draw.ellipse(strip, (112, 76, 48), head)


def paint_glow_worms(strip: Surface, land: Land) -> None:
    """Paint warm specks of light along the strip."""
    width, height = strip.get_size()
    for x, y, size in scatter(30, 6):
        place = (round(x * width), round(height * (0.55 + 0.42 * y)))
        pygame.draw.circle(
            strip, (236, 220, 120), place, max(1, round(height * 0.008 * (1 + size)))
        )


HIGH_SUN = paint_disc((0.83, 0.27), 0.085, (255, 244, 200))
LOW_SUN = paint_disc((0.72, 0.62), 0.13, (255, 214, 150))
MOON = paint_disc((0.8, 0.26), 0.07, (244, 244, 226))
LANDS = (
    Land(
        "morning meadow",
        sky=((118, 186, 226), (226, 242, 238)),
        hills=((160, 206, 198), (118, 180, 140)),
        grass=(96, 158, 76),
        in_sky=(HIGH_SUN, paint_clouds),
        on_hills=((), (paint_bushes,)),
    ),
    Land(
        "pond",
        sky=((98, 172, 222), (206, 234, 240)),
        hills=((138, 190, 196), (104, 168, 138)),
        grass=(84, 150, 84),
        in_sky=(HIGH_SUN, paint_clouds),
        on_hills=((), (paint_reeds,)),
    ),
    Land(
        "woods",
        sky=((134, 188, 198), (214, 230, 206)),
        hills=((124, 168, 148), (78, 132, 104)),
        grass=(70, 130, 70),
        in_sky=(paint_clouds,),
        on_hills=((paint_trees,), (paint_trees,)),
    ),
    Land(
        "dusk",
        sky=((92, 96, 158), (250, 190, 142)),
        hills=((150, 118, 146), (94, 92, 120)),
        grass=(88, 116, 84),
        in_sky=(LOW_SUN,),
        on_hills=((), (paint_bushes,)),
    ),
    Land(
        "night",
        sky=((20, 26, 56), (58, 72, 116)),
        hills=((44, 58, 92), (32, 48, 74)),
        grass=(54, 92, 76),
        in_sky=(paint_stars, MOON),
        on_hills=((), (paint_bushes, paint_glow_worms)),
    ),
)


def land_at(distance: float, land_columns: int = COLUMNS_EACH) -> tuple[Land, Land, float]:
    """Return the land at a distance, the next, and how far it has faded into it (0 to 1).

    land_columns: how long each is.
    """
    place, along = divmod(max(distance, 0.0), land_columns)
    here = LANDS[int(place) % len(LANDS)]
    after = LANDS[(int(place) + 1) % len(LANDS)]
    left = land_columns - along
    return here, after, max(0.0, 1 - left / BLEND_COLUMNS)


class Landscape:
    """Draws sky and hills above the ground line of a rectangle."""

    DRIFT = (0.15, 0.4)  # columns that the far and the near hills move for one of the ground
    HEIGHT = (0.62, 0.4)  # of the hills, as a share of the land's

    def __init__(self, rect: Rect, ground_y_px: int, column_px: int) -> None:
        self._rect = rect
        self._sky_size = rect.width, ground_y_px - rect.top
        self._column_px = column_px

    def draw(self, surface: Surface, camera: float, land_columns: int = COLUMNS_EACH) -> None:
        """Draw the land at a place of the camera, in columns; in a plain palette only a sky."""
        if colours().is_plain:
            surface.fill(colours().sky, self._rect)
            return
        here, after, share = land_at(camera, land_columns)
        self._draw_land(surface, self._rect, here, camera)
        away = land_columns - BLEND_COLUMNS - max(camera, 0.0) % land_columns
        third = READY_COLUMNS / 3
        if 0 < away <= 2 * third:  # the next land's pictures are painted in a frame each
            self._hills(after, 0 if away > third else 1)
        elif 0 < away <= READY_COLUMNS:
            _sky(after, self._sky_size)
        if share > 0:
            coming = _canvas(self._rect.size)
            self._draw_land(coming, coming.get_rect(), after, camera)
            coming.set_alpha(round(255 * share))
            surface.blit(coming, self._rect)

    def _draw_land(self, surface: Surface, rect: Rect, land: Land, camera: float) -> None:
        surface.blit(_sky(land, self._sky_size), rect)
        for layer, drift in enumerate(self.DRIFT):
            hills = self._hills(land, layer)
            drifted = 0.0 if is_still() else camera * drift
            shift = round(drifted * self._column_px) % rect.width
            y = rect.top + self._sky_size[1] - hills.get_height()
            surface.blit(hills, (rect.left - shift, y))
            surface.blit(hills, (rect.left - shift + rect.width, y))

    def _hills(self, land: Land, layer: int) -> Surface:
        width, height = self._sky_size
        return _hills(land, layer, (width, round(height * self.HEIGHT[layer])))


@cached(1)
def _canvas(size: tuple[int, int]) -> Surface:
    return Surface(size).convert()


# Pictures are painted twice as large and scaled down, so that edges come out smooth.


@cached(4)  # of twin worlds each has a land and the next
def _sky(land: Land, size: tuple[int, int]) -> Surface:
    strip = Surface((1, 64))
    for y in range(64):
        strip.set_at((0, y), mix(*land.sky, y / 63))
    sky = pygame.transform.smoothscale(strip, (2 * size[0], 2 * size[1])).convert()
    for paint in land.in_sky:
        paint(sky, land)
    return pygame.transform.smoothscale(sky, size)


@cached(8)
def _hills(land: Land, layer: int, size: tuple[int, int]) -> Surface:
    """Return a strip of hills that repeats after its width, with what stands on it."""
    width, height = 2 * size[0], 2 * size[1]
    colour, ripple = land.hills[layer], (0.5, 0.36)[layer]
    hills = Surface((width, height), pygame.SRCALPHA)
    hills.fill((*colour, 0))  # what is scaled down at the crest keeps the hills' colour
    crest = []
    for x in range(0, width + 4, 4):
        t = 2 * math.pi * (x / width) + layer * 1.9
        wave = 0.5 * math.sin(3 * t) + 0.3 * math.sin(5 * t + 1) + 0.2 * math.sin(8 * t + 2)
        crest.append((x, height * (0.52 - ripple * wave)))
    pygame.draw.polygon(hills, colour, [*crest, (width, height), (0, height)])
    pygame.draw.lines(hills, mix(colour, WHITE, 0.22), False, crest, max(1, height // 50))
    for paint in land.on_hills[layer]:
        paint(hills, land)
    return pygame.transform.smoothscale(hills, size).convert_alpha()
