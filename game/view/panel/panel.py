"""One brain's panel: header and legend, the network, the story; redrawn once a turn."""

from collections import Counter

from pygame import Rect, Surface

from game.rules.actions import Who
from game.rules.activity import BrainActivity, Role
from game.view.kept import Kept
from game.view.panel.network import draw_connection, draw_network, plan_network
from game.view.panel.shapes import draw_glow, draw_unit
from game.view.panel.story import Story, draw_story
from game.view.text import font, rendered, write
from game.view.theme import ROLE_WORD, Layout, colours

GLOW_S = 1.0
WIDE = 2.2  # panels wider than this many times their height put the story beside the network
STORY_SHARE = 0.33  # of a wide panel's width
NETWORK_SHARE = 0.5  # of a narrow panel's height


class BrainPanel:
    """Shows one brain live in a place of the window."""

    def __init__(self, layout: Layout, place: Rect, story: Story, who: Who) -> None:
        self._who = who
        self._card = story.card
        self.story = story
        self._layout = layout
        self._kept = Kept(place)
        self._is_wide = place.width > WIDE * place.height
        self._header, network, self._legend, self._story_place = self._cut(place)
        self._plan = plan_network(self._card, network, layout)

    def _cut(self, place: Rect) -> tuple[Rect, Rect, Rect, Rect]:
        """Return where header, network, legend and story stand; side by side if there is room."""
        px = self._layout.px
        inner = place.inflate(-2 * px(10), -px(6))
        header = Rect(inner.left, inner.top, inner.width, px(30))
        body = Rect(inner.left, header.bottom, inner.width, inner.bottom - header.bottom)
        if self._is_wide:
            story_px = round(body.width * STORY_SHARE)
            network_px = body.width - story_px - px(10)
            network = Rect(body.left, body.top, network_px, body.height - px(22))
            legend = Rect(body.left, network.bottom, network_px, px(20))
            story = Rect(body.right - story_px, body.top, story_px, body.height)
            return header, network, legend, story
        network = Rect(body.left, body.top, body.width, round(body.height * NETWORK_SHARE))
        top = network.bottom + px(4)
        return header, network, header, Rect(body.left, top, body.width, body.bottom - top)

    def draw(self, surface: Surface, activity: BrainActivity, now_s: float) -> None:
        """Draw the panel; all but the glow is kept from turn to turn."""
        self._kept.draw(surface, activity.turn, lambda canvas: self._draw_still(canvas, activity))
        strength = 1 - (now_s - self.story.said_s) / GLOW_S
        for layer, index in self.story.answered if strength > 0 else ():
            role, centre = self._card.roles[layer][index], self._plan.units[layer][index]
            draw_glow(surface, role, centre, self._plan.radius_px, strength)

    def _draw_still(self, surface: Surface, activity: BrainActivity) -> None:
        surface.fill(colours().background, self._kept.place)
        draw_network(surface, self._layout, self._plan, activity, self._is_wide)
        self._draw_header(surface)
        surface.fill(colours().background, self._story_place)
        draw_story(surface, self._layout, self._story_place, self.story)

    def _draw_header(self, surface: Surface) -> None:
        layout, place = self._layout, self._header
        if not self._is_wide:
            surface.fill(colours().background, place)
        shape = " + ".join(str(len(roles)) for roles in self._card.roles)
        title = f"{self._who.label.upper()}'S BRAIN"
        size = font(layout.px(18), True).size(title)
        plate = Rect(place.left, place.top, size[0] + layout.px(150), place.height)
        surface.fill(colours().background, plate)
        at = write(surface, title, layout.px(18), place, colours().of_character(self._who), True)
        rest = Rect(at.right + layout.px(10), place.top, place.right - at.right, place.height)
        name = f"{self._card.name} · {shape} units" if self._is_wide else self._card.name
        write(surface, name, layout.px(16), rest, colours().dim_ink)
        self._draw_legend(surface)

    def _draw_legend(self, surface: Surface) -> None:
        """Explain the marks and, where there is room, the connections; right to left."""
        layout = self._layout
        radius, gap_px = layout.px(7), layout.px(18)
        x, y = self._legend.right, self._legend.centery
        counts = Counter(role for layer in self._card.roles for role in layer)
        for role in reversed([role for role in Role if counts[role]]):
            x = self._draw_word(surface, f"{counts[role]} {ROLE_WORD[role]}", x) - 2 * radius
            draw_unit(surface, role, (x + radius // 3, y), radius, 0.0)
            x -= gap_px
        if x > self._header.left + layout.px(420) or self._is_wide:
            for share, word in ((-1.0, "holds back"), (1.0, "pushes up")):
                x = self._draw_word(surface, word, x) - layout.px(28)
                draw_connection(surface, layout, (x, y), (x + layout.px(22), y), share)
                x -= gap_px

    def _draw_word(self, surface: Surface, word: str, right: int) -> int:
        """Write a word that ends at `right`; return where it begins."""
        written = rendered(word, self._layout.px(15), colours().dim_ink)
        return surface.blit(written, written.get_rect(midright=(right, self._legend.centery))).left
