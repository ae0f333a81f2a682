"""Draw the world: landscape, ground, flies and the two characters."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pygame
from pygame import Rect, Surface, Vector2

from game.play.lessons import small_world
from game.play.match import Match, Seat
from game.rules.actions import Who
from game.rules.config import COLUMNS, Rules
from game.rules.policies import TEACHER
from game.rules.state import WorldState, fireflies
from game.view.paint import sprites, text
from game.view.paint.cache import cached
from game.view.paint.layout import Layout, layout_for, right_of
from game.view.paint.theme import Colour, colours, is_still, mix
from game.view.world.ghost import Ghost
from game.view.world.landscape import Landscape, land_at
from game.view.world.motion import FLOATING_S, LINGER_S, Figure, Motion

GRASS_EDGE: Colour = (156, 214, 104)
SHADOW: Colour = (70, 92, 58)
EARTH: Colour = (122, 88, 60)
EARTH_DARK: Colour = (96, 68, 48)
EARTH_DEEP: Colour = (64, 46, 38)
ROUGH_EARTH: Colour = (92, 54, 62)
TONGUE: Colour = (226, 92, 110)

BODY_COLUMNS = 2.25  # side of a character's box
GROUND_COLUMNS = 1.05  # depth of the ground at the bottom of the world
TALL_GROUND_SHARE = 0.17  # the same in a tall world, as a share of its height, but no more than
DEEPEST_COLUMNS = 2.2
FLY_HEIGHT_COLUMNS = 2.0
EFFECT_S = 0.6
DEEP_COLUMNS = 9  # below which earth is no darker
TALL_COLUMNS = 8  # a world higher than so many columns stands on deeper ground, and what lives
TALL_LIFE = 4 / 3  # there is so much larger
SHAKE_S = 0.3
VARIANTS = 7  # of columns of earth, by where stones lie
STILL_COLUMNS = (25, 28)  # of Frog and Toad at rest: where a screen's card leaves them in view
STILL_FLIES = (22, 30)
RESTS_AFTER_S = 3.0  # a character that has done nothing for so long sits down


class WorldView:
    """Draws one match into a layout's world rectangle."""

    def __init__(self, layout: Layout, has_veils: bool = True) -> None:
        self._layout = layout
        self._rect = layout.world
        unit = layout.column_px
        depth_px, self._life_px = GROUND_COLUMNS * unit, float(unit)
        if self._rect.height > TALL_COLUMNS * unit:
            self._life_px = TALL_LIFE * unit
            depth_px = min(TALL_GROUND_SHARE * self._rect.height, DEEPEST_COLUMNS * unit)
        self._ground_y = self._rect.bottom - round(depth_px)
        self._landscape = Landscape(self._rect, self._ground_y, unit)
        self._bodies: list[Rect] = []  # where characters and fireflies were drawn last
        self._veils: list[tuple[Surface, Rect]] = []  # no brain sees anything beside the columns
        columns = layout.columns
        left = Rect(self._rect.topleft, (columns.left, self._rect.height))
        for side in (left, right_of(self._rect, columns.right)) if has_veils else ():
            veil = Surface(side.size, pygame.SRCALPHA)
            veil.fill((*colours().background, 200 if colours().is_plain else 110))
            self._veils.append((veil.convert_alpha(), side))

    def draw(
        self,
        surface: Surface,
        match: Match,
        motion: Motion,
        now_s: float,
        ghost: Ghost | None = None,
    ) -> None:
        """Draw the world as it is seen at a moment: what a turn did, when its move has landed."""
        state = motion.seen(now_s)
        now_s = drawn_s(motion, now_s)
        surface.set_clip(self._rect)
        camera = motion.camera.at(now_s)
        self._landscape.draw(surface, camera, match.rules.land_columns)
        self._draw_ground(surface, motion, camera, match.rules.land_columns)
        for fly in motion.flies.values():  # at rest it neither beats its wings nor sways
            if now_s < fly.column.began_s and fly.column.lasts_s == 0:
                continue
            column, unit = fly.column.at(now_s), self._life_px
            fly_s = 0.0 if is_still() else now_s
            wings = sprites.picture(f"fly_{int(fly_s * 12 + fly.phase) % 2}", round(unit * 0.62))
            bob = 0.22 * math.sin(fly_s * 3.1 + fly.phase) + 0.3 * math.sin(fly.phase * 5)
            sway = 0.12 * math.sin(fly_s * 2.3 + fly.phase * 2)
            x = self._layout.column_x_px(column + 0.5 + sway)
            y = self._ground_y - (FLY_HEIGHT_COLUMNS + bob) * unit
            surface.blit(wings, wings.get_rect(center=(round(x), round(y))))
        waits, self._bodies = fireflies(state, match.rules)[0], []
        for who in (who for who in Who if waits[who]):
            glow, size = self._feet(motion, who, now_s), round(self._life_px * 1.1)
            light = sprites.picture("firefly", size)
            bob = 0.0 if is_still() else 0.1 * math.sin(now_s * 4)
            y = glow[1] - (FLY_HEIGHT_COLUMNS + bob) * self._life_px
            place = light.get_rect(center=(round(glow[0]), round(y)))
            self._bodies.append(Rect(surface.blit(light, place)))
        tags: list[Rect] = []
        if ghost:
            stands = self._layout, self._ground_y, self._life_px, match.rules.centre_column
            self._bodies.append(ghost.draw(surface, *stands, state, camera, now_s))
        for who in sorted(Who, key=lambda who: -self._feet(motion, who, now_s)[0]):
            x, body = self._draw_character(surface, state, motion, who, now_s)
            self._bodies.append(body)
            tags.append(self._draw_tag(surface, match, who, x, tags))
        self._draw_gifts(surface, motion, now_s)
        for veil, place in self._veils:
            surface.blit(veil, place)
        surface.set_clip(None)

    def _draw_ground(
        self, surface: Surface, motion: Motion, camera: float, land_columns: int
    ) -> None:
        unit = self._layout.column_px
        side = -(-self._layout.left_px // unit)
        size = (unit, self._rect.bottom - self._ground_y)
        here, after, share = land_at(camera, land_columns)
        grass = (after if share > 0.5 else here).grass
        first = math.floor(camera) - side - 1
        thorns = sprites.picture("thorn", unit)
        rim = (thorns.get_width() - unit) // 2  # cut off at the sides, where the next column is
        cut = Rect(rim, 0, unit, thorns.get_height())
        top = self._ground_y - round(unit * 36 / 40) - rim
        for column in range(first, first + COLUMNS + 2 * side + 3):
            x = round(self._layout.column_x_px(column - camera))
            is_rough = 0 <= column < len(motion.rough) and bool(motion.rough[column])
            surface.blit(_tile(size, grass, is_rough, column % VARIANTS), (x, self._ground_y))
            if is_rough:
                surface.blit(thorns, (x, top), cut)

    def _feet(self, motion: Motion, who: Who, now_s: float) -> tuple[float, float]:
        """Return where a character stands, in pixels; in one column Frog is left of Toad."""
        figure = motion.figures[who]
        side = (0.5 if who == Who.TOAD else -0.5) * self._life_px / self._layout.column_px
        column = figure.column.at(now_s) + side * motion.sharing(now_s)
        x = self._layout.column_x_px(column - motion.camera.at(now_s) + 0.5)
        y = self._ground_y - figure.height(now_s) * self._life_px
        return x, y + self._layout.column_px * 0.06

    def _draw_character(
        self, surface: Surface, state: WorldState, motion: Motion, who: Who, now_s: float
    ) -> tuple[float, Rect]:
        """Draw a character; return where its middle is, and all that it covers, in pixels."""
        figure = motion.figures[who]
        unit = self._life_px
        size = round(unit * BODY_COLUMNS)
        pose = _shown_pose(figure, state, who, now_s)
        x, y = self._feet(motion, who, now_s)
        width = round(unit * (1.3 - 0.3 * min(figure.height(now_s), 1.5)))
        shadow = Rect(0, 0, width, max(3, round(unit / 7)))
        shadow.center = (round(x), round(self._ground_y + unit * 0.06))
        pygame.draw.ellipse(surface, SHADOW, shadow)
        partner_column = motion.figures[who.partner].column.end
        faces_left = pose == "help" and partner_column < figure.column.end
        body = sprites.character(who, pose, size, faces_left)
        if 0 <= now_s - figure.shaken_s < SHAKE_S and not is_still():
            x += math.sin(now_s * 38) * unit * 0.05
        middle_y = y - size * (sprites.FEET[1] / sprites.BOX - 0.5)
        place = body.get_rect(center=(round(x), round(middle_y)))
        surface.blit(body, place)
        if pose == "jump" and figure.caught_s + 0.25 > now_s:
            dx, dy = sprites.anchor(who, "jump", "mouth", size)
            tip = (x + dx + size * 0.16, y + dy - size * 0.3)
            pygame.draw.line(surface, TONGUE, (x + dx, y + dy), tip, max(2, size // 18))
            pygame.draw.circle(surface, TONGUE, tip, max(2, size // 20))
        return x, body.get_bounding_rect().move(place.topleft)

    def _draw_tag(
        self, surface: Surface, match: Match, who: Who, x: float, others: list[Rect]
    ) -> Rect:
        """Name a character on the earth under it; the two names have a row each.

        Where the earth is too thin for two rows, a name makes room for what is already there.
        """
        is_person = match.seats[who].is_person
        words = "YOU" if is_person and len(match.people) == 1 else who.label
        name = text.rendered(words, self._layout.px(14), colours().background, is_bold=True)
        pad = self._layout.px(5)
        box = name.get_rect().inflate(2 * pad, 0)
        row_px = min(self._rect.bottom - self._ground_y, self._layout.px(40)) / 2
        box.center = (round(x), round(self._ground_y + row_px * (who + 0.5)))
        box.bottom = min(box.bottom, self._rect.bottom - 1)
        for other in others:
            if box.colliderect(other):
                on_right = (box.centerx, who) > (other.centerx, who.partner)
                box.x = other.right + 1 if on_right else other.left - 1 - box.width
        pygame.draw.rect(surface, colours().of_character(who), box, border_radius=pad)
        if is_person:
            pygame.draw.rect(surface, colours().ink, box, width=max(1, pad // 3), border_radius=pad)
        surface.blit(name, name.get_rect(center=box.center))
        return box

    def draw_words(
        self, surface: Surface, motion: Motion, now_s: float, labels: Sequence[Rect] = ()
    ) -> None:
        """Let words rise from the characters; none covers another, what lives here or a label.

        labels: what else stands over the world.
        """
        unit, now_s = self._life_px, drawn_s(motion, now_s)
        room = self._rect.clip(self._layout.columns)  # not over the dark sides
        room.height = self._ground_y - room.top  # nor over the names in the earth
        taken = [*self._bodies, *labels]
        for floating in motion.texts:
            age = (now_s - floating.began_s) / FLOATING_S
            if not 0 <= age < 1:
                continue
            x, y = self._feet(motion, floating.who, now_s)
            inks = {True: colours().good, False: colours().bad, None: colours().ink}
            colour = inks[floating.is_good]
            size_px = self._layout.px(20 if len(floating.words) < 5 else 16)
            words = text.outlined(floating.words, size_px, colour)
            rise = 0.4 if is_still() else 0.8 * age
            words.set_alpha(round(255 * (1 - age)) if is_still() else 255)
            place = words.get_rect(midbottom=(round(x), round(y - unit * (2.0 + rise))))
            taken.append(clear_of(place, taken, room))
            surface.blit(words, taken[-1])

    def _draw_gifts(self, surface: Surface, motion: Motion, now_s: float) -> None:
        unit = self._life_px
        spark = sprites.picture("energy", round(unit * 0.75))
        for who, figure in motion.figures.items():
            t = figure.gift.share(now_s)
            there = (now_s - figure.gift.began_s - figure.gift.lasts_s) / LINGER_S
            if there < 1 and (t == 1 or not is_still()):
                x0, y0 = self._feet(motion, who, now_s)
                x1, y1 = self._feet(motion, who.partner, now_s)
                x, y = x0 + (x1 - x0) * t - 0.9 * unit * t, y0 + (y1 - y0) * t
                y -= unit * (1.1 + 1.3 * t + 5.0 * t * (1 - t))  # beside the number at last
                spark.set_alpha(round(255 * (1 - max(0.0, there))))
                surface.blit(spark, spark.get_rect(center=(round(x), round(y))))


def drawn_s(motion: Motion, now_s: float) -> float:
    """Return the moment to draw; with reduced motion none is held."""
    return now_s if is_still() else motion.held(now_s)


def _shown_pose(figure: Figure, state: WorldState, who: Who, now_s: float) -> str:
    """Return the pose: a move while it lasts, then what the character's state is."""
    is_moving = figure.column.share(now_s) < 1
    is_lingering = now_s < figure.column.began_s + LINGER_S
    if figure.pose in ("hop", "leap") and is_moving:
        return figure.pose
    if figure.pose in ("jump", "help") and is_lingering:
        return figure.pose
    if state.energy[0, who] == 0:
        return "exhausted"
    if bool(state.is_in_distress[0, who]):
        return "hurt"
    if 0 <= now_s - figure.caught_s < EFFECT_S:
        return "glad"
    if now_s > figure.column.began_s + RESTS_AFTER_S:
        return "wait"
    is_blinking = math.fmod(now_s + 1.7 * who, 3.7) > 3.58 and not is_still()
    return "blink" if is_blinking else "stand"


@cached(4 * VARIANTS)  # rough or not, of two lands
def _tile(size: tuple[int, int], grass: Colour, is_rough: bool, variant: int) -> Surface:
    """Return one column of ground with a faint edge, so that columns can be counted."""
    if colours().is_plain:
        return _plain_tile(size, is_rough)
    width_px, depth_px = size
    tile = _tile_of(size)
    earth = ROUGH_EARTH if is_rough else EARTH
    _paint_earth(tile, earth, variant)
    grass_px = max(3, min(depth_px, width_px) // 4)
    pygame.draw.rect(tile, ROUGH_EARTH if is_rough else grass, Rect(0, 0, width_px, grass_px))
    if not is_rough:
        tile.fill(mix(grass, GRASS_EDGE, 0.6), Rect(0, 0, width_px, max(2, grass_px // 3)))
        for i in range(3):
            tile.fill(grass, Rect(i * width_px // 3, grass_px, width_px // 6, grass_px // 2))
    edge_px = min(depth_px, 2 * width_px)
    pygame.draw.line(tile, mix(earth, EARTH_DARK, 0.6), (0, grass_px), (0, edge_px))
    return tile


def _tile_of(size: tuple[int, int]) -> Surface:
    """Return a tile to paint, a part of one a pixel wider.

    Rows that begin on 16 bytes SDL copies past the cache, which takes three times as long.
    """
    return Surface((size[0] + 1, size[1])).convert().subsurface((0, 0), size)


def _paint_earth(tile: Surface, earth: Colour, variant: int) -> None:
    """Paint earth that darkens with depth, with a stone here and there."""
    width_px, depth_px = tile.get_size()
    for top in range(0, depth_px, width_px):
        tone = mix(earth, EARTH_DEEP, top / width_px / DEEP_COLUMNS)
        tile.fill(tone, Rect(0, top, width_px, width_px))
        place = (0.37 * variant + 0.618034 * (top // width_px)) % 1  # evenly strewn
        if place < 0.6 or depth_px < 2 * width_px:
            x = width_px * (0.25 + 0.5 * place)
            y = top + min(width_px, depth_px) * (0.45 + 0.4 * place)
            stone = mix(tone, (255, 240, 220), 0.12)
            pygame.draw.circle(tile, stone, (x, y), max(1, round(width_px * (0.05 + 0.07 * place))))


def clear_of(place: Rect, taken: Sequence[Rect], room: Rect) -> Rect:
    """Return the nearest place of this size that covers none taken; if there is none, the place."""
    place = place.clamp(room)
    if place.collidelist(taken) < 0:
        return place
    lefts = [place.left, *(x for other in taken for x in (other.left - place.width, other.right))]
    tops = [place.top, *(y for other in taken for y in (other.top - place.height, other.bottom))]
    free = [
        spot
        for spot in (place.move_to(topleft=(x, y)) for x in lefts for y in tops)
        if room.contains(spot) and spot.collidelist(taken) < 0
    ]
    middle = Vector2(place.center)
    return min(free, key=lambda spot: middle.distance_to(spot.center), default=place)


def _plain_tile(size: tuple[int, int], is_rough: bool) -> Surface:
    """Return one column of ground for a plain palette: even, or striped where it is rough."""
    width_px, depth_px = size
    tile = _tile_of(size)
    tile.fill(colours().raised)
    edge_px = max(3, width_px // 8)
    if is_rough:
        for x in range(-depth_px, width_px, max(4, width_px // 2)):
            low, high = (x, depth_px), (x + depth_px, 0)
            pygame.draw.line(tile, colours().rough_cell, low, high, max(2, width_px // 8))
    tile.fill(colours().rough_cell if is_rough else colours().ink, Rect(0, 0, width_px, edge_px))
    pygame.draw.line(tile, colours().line, (0, edge_px), (0, depth_px))
    return tile


def still_world(size: tuple[int, int]) -> Surface:
    """Return the meadow with Frog and Toad at rest, filling a window of this size."""
    match = Match(0, Rules(), {who: Seat("teacher", TEACHER) for who in Who})
    match.show(small_world(columns=STILL_COLUMNS, flies=STILL_FLIES))
    motion = Motion()
    motion.reset(match.state)
    picture = Surface(size)
    layout = replace(layout_for(size, has_panel=False), world=Rect((0, 0), size))
    WorldView(layout, has_veils=False).draw(picture, match, motion, 0.0)
    return picture.convert()
