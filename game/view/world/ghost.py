"""The ghost of a game before this one: where the pair was in that game at this same round."""

from collections.abc import Sequence

import pygame
from pygame import Rect, Surface

from game.rules.actions import Who
from game.rules.config import COLUMNS
from game.rules.state import WorldState
from game.view.paint import sprites, text
from game.view.paint.cache import cached
from game.view.paint.layout import Layout
from game.view.paint.theme import colours, is_still
from game.view.world.motion import Glide

OPACITY = 105  # of 255
BODY_COLUMNS = 1.9  # side of a character's box
APART_COLUMNS = 0.7  # of each from their middle
HOP_COLUMNS = 0.5
MOVE_S = 0.2
LABEL_COLUMNS = 2.3  # above the ground


class Ghost:
    """Runs through the columns that a game had come after each round, the last one stays."""

    def __init__(self, distances: Sequence[int]) -> None:
        self._distances = distances
        self._glide = Glide(0, 0, 0, 0)

    def distance(self, turn: int) -> int:
        """Return the columns of that game after as many rounds as `turn` turns are."""
        return self._distances[min(turn // 2, len(self._distances) - 1)]

    def draw(
        self,
        surface: Surface,
        layout: Layout,
        ground_y_px: int,
        life_px: float,
        centre_column: int,
        state: WorldState,
        camera: float,
        now_s: float,
    ) -> Rect:
        """Draw it where it is in view, else at the edge behind which it is; return its label.

        life_px: what characters are drawn by. centre_column: where the middle of the pair stands.
        state: what is seen of the game now.
        """
        distance, unit = self.distance(state.turn), layout.column_px
        if distance != self._glide.end:
            lasts_s = 0 if is_still() or abs(distance - self._glide.end) > COLUMNS else MOVE_S
            self._glide = Glide(self._glide.at(now_s), distance, now_s, lasts_s)
        column = self._glide.at(now_s) - camera + centre_column + 0.5
        t = self._glide.share(now_s)
        feet_y = ground_y_px - life_px * HOP_COLUMNS * 4 * t * (1 - t)
        size = round(life_px * BODY_COLUMNS)
        ahead = distance - int(state.distance[0])
        label = text.outlined(words_of(ahead), layout.px(15), colours().ink)
        x, room = layout.column_x_px(column), layout.columns
        place = label.get_rect(midbottom=(round(x), round(ground_y_px - life_px * LABEL_COLUMNS)))
        if 0 <= column <= COLUMNS:
            for who, side in ((Who.FROG, -APART_COLUMNS), (Who.TOAD, APART_COLUMNS)):
                body = _faint(who, "hop" if t < 1 else "stand", size)
                middle_y = feet_y - size * (sprites.FEET[1] / sprites.BOX - 0.5)
                middle = round(x + side * life_px), round(middle_y)
                surface.blit(body, body.get_rect(center=middle))
            place.clamp_ip(room.inflate(-unit, 0))
        else:  # an arrow points to where it is
            way = 1 if column > COLUMNS else -1
            y = place.centery - round(life_px)  # above a character that stands there
            tip_x = room.right - unit // 4 if way > 0 else room.left + unit // 4
            back_x, half = tip_x - way * unit // 3, unit // 4
            arrow = (tip_x, y), (back_x, y - half), (back_x, y + half)
            pygame.draw.polygon(surface, colours().ink, arrow)
            pygame.draw.polygon(surface, colours().background, arrow, max(1, unit // 16))
            beside = {"midright" if way > 0 else "midleft": (back_x - way * unit // 4, y)}
            place = label.get_rect(**beside)
        surface.blit(label, place)
        return place


def words_of(ahead: int) -> str:
    """Say how many columns the best game was ahead, or behind, in this round."""
    where = f", {abs(ahead)} {'ahead' if ahead > 0 else 'behind'}" if ahead else ""
    return f"your best{where}"


@cached(8)
def _faint(who: Who, pose: str, size_px: int) -> Surface:
    body = sprites.character(who, pose, size_px).copy()
    body.set_alpha(OPACITY)
    return body
