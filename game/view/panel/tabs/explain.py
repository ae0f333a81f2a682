"""Why the partner does what it does now: its four choices, and what carries the first of them."""

import pygame
from pygame import Rect

from game.inspection.activity import Role
from game.inspection.attribution import Margin, Route, margin
from game.inspection.unit import ROLE_LETTER
from game.play.sentences import figure, why
from game.rules.actions import BRAIN_ACTIONS, Action
from game.view.paint.text import rendered, write, write_paragraph
from game.view.paint.theme import Colour, colours
from game.view.panel.tabs.tab import Page, Tab

ROUTE_WORD = {
    Route.MIRROR: "mirror units",
    Route.DIFFERENTIATING: "one-sided units",
    Route.MIXED: "mixed units",
    Route.OTHER: "other units",
    Route.BIAS: "fixed bias",
}
ROUTE_MEANS = {
    Route.MIRROR: "what passes through a certified mirror unit, the others staying on or off",
    Route.DIFFERENTIATING: "what passes through a unit that answers one side's trouble only",
    Route.MIXED: "what passes through a unit fed by mirror and one-sided units",
    Route.OTHER: "what passes through none of these",
    Route.BIAS: "what the action has on every board",
}
ROW_PX, LEAST_BARS_PX = 20, 34
ENTRY_PX = 142  # width of an entry of the legend


class ExplainTab(Tab):
    """The decision now in a sentence and in two bars."""

    name = "Why"
    about = "why it does what it does now: through which units the choice came about"

    def draw(self, page: Page) -> None:
        """Paint the sentence, the probabilities, and the parts of the two best actions."""
        px, place = page.layout.px, page.place
        told = margin(page.activity)
        is_high = place.height >= px(190)
        words = why(self.inspected.brain, page.activity, told)
        used = write_paragraph(page.surface, words, px(17 if is_high else 16), place)
        if is_high:
            used.height = max(used.height, px(84))  # so that the bars stay where they are
        body = Rect(place.left, used.bottom, place.width, place.bottom - used.bottom)
        if is_high:
            chances = Rect(body.left, body.top, body.width, px(ROW_PX))
            _draw_chances(page, chances)
            body = Rect(body.left, chances.bottom, body.width, body.bottom - chances.bottom)
        row_px = px(ROW_PX + (4 if is_high else 1))
        bars = Rect(body.left, body.top, body.width, min(body.height, 2 * row_px))
        if bars.height >= px(LEAST_BARS_PX):
            self._draw_bars(page, told, bars)
            body = Rect(body.left, bars.bottom, body.width, body.bottom - bars.bottom)
        if body.height >= px(ROW_PX - 2):
            self._draw_legend(page, told, body)

    def _draw_bars(self, page: Page, told: Margin, place: Rect) -> None:
        """Draw the two best actions' outputs as stacked parts, on one scale around one zero."""
        px, parts = page.layout.px, told.routes
        shown = [BRAIN_ACTIONS.index(action) for action in (told.chosen, told.runner_up)]
        ups = max(sum(max(part[i], 0.0) for part in parts.values()) for i in shown)
        downs = max(sum(max(-part[i], 0.0) for part in parts.values()) for i in shown)
        label_px, value_px = px(52), px(56)
        row_px = place.height // 2
        axis = Rect(place.left + label_px, 0, place.width - label_px - value_px, 0)
        axis.height = min(px(ROW_PX), row_px - 1)
        scale = axis.width / max(ups + downs, 1e-9)
        zero = axis.left + round(downs * scale)
        for row, i in enumerate(shown):
            axis.top = place.top + row * row_px
            label = Rect(place.left, axis.top, label_px, axis.height)
            is_chosen = row == 0
            write(page.surface, BRAIN_ACTIONS[i].name.lower(), px(16), label, None, is_chosen)
            pygame.draw.rect(page.surface, colours().surface, axis)
            _draw_stack(page, axis, zero, scale, {route: part[i] for route, part in parts.items()})
            value = Rect(axis.right, axis.top, value_px, axis.height)
            total = figure(float(page.activity.outputs[i]), "+")
            write(page.surface, total, px(16), value, None, is_chosen, "midright")
        pygame.draw.line(page.surface, colours().ink, (zero, place.top), (zero, axis.bottom), px(2))
        self.inspected.explain(
            place,
            "the output of each action and its parts: right of the line they add, left they take",
        )

    def _draw_legend(self, page: Page, told: Margin, place: Rect) -> None:
        """Name the routes with what each gives to the lead; as many columns as there is room.

        Where not all have room, those that give nothing are left out.
        """
        px, second = page.layout.px, told.runner_up.name.lower()
        rows = max(1, place.height // px(ROW_PX))
        most = rows * max(1, place.width // px(ENTRY_PX))
        entries: list[tuple[str, float, Route | None]] = [
            *((ROUTE_WORD[route], part, route) for route, part in told.by_route.items()),
            (f"lead over {second}" if rows > 1 else "lead", told.lead, None),
        ]
        if len(entries) > most:
            entries = [entry for entry in entries if figure(entry[1]) != "0"]
        if len(entries) > most:
            return
        columns = -(-len(entries) // rows)
        width = place.width // columns
        for i, (word, part, route) in enumerate(entries):
            at = Rect(
                place.left + i // rows * width, place.top + i % rows * px(ROW_PX), width, px(ROW_PX)
            )
            at.width -= px(14)
            figures = write(page.surface, figure(part, "+"), px(15), at, None, True, "midright")
            if route is not None:
                key = Rect(at.left, at.top + px(3), px(16), at.height - px(6))
                _draw_segment(page, key, route)
                self.inspected.explain(at, ROUTE_MEANS[route])
            left = Rect(at.left + px(22), at.top, figures.left - at.left - px(26), at.height)
            write(page.surface, word, px(15), left, colours().dim_ink, route is None)


def route_colour(route: Route) -> Colour:
    """Return the colour of a route: that of its units."""
    return colours().line if route == Route.BIAS else colours().of_role(Role(route))


def _draw_stack(page: Page, axis: Rect, zero: int, scale: float, parts: dict[Route, float]) -> None:
    right, left = float(zero), float(zero)
    for route, part in parts.items():
        if part >= 0:
            start, right = right, right + part * scale
            segment = Rect(round(start), axis.top, round(right) - round(start), axis.height)
        else:
            end, left = left, left + part * scale
            segment = Rect(round(left), axis.top, round(end) - round(left), axis.height)
        if segment.width:
            _draw_segment(page, segment, route)


def _draw_segment(page: Page, place: Rect, route: Route) -> None:
    """Draw one part: its colour and, where there is room, its letter."""
    colour = route_colour(route)
    pygame.draw.rect(page.surface, colour, place)
    pygame.draw.rect(page.surface, colours().background, place, 1)
    letter = "b" if route == Route.BIAS else ROLE_LETTER[Role(route)] or "o"
    written = rendered(letter, page.layout.px(14), colours().ink_on(colour), True)
    if written.get_width() <= place.width - 2:
        page.surface.blit(written, written.get_rect(center=place.center))


def _draw_chances(page: Page, place: Rect) -> None:
    px, activity = page.layout.px, page.activity
    slot_px = place.width // len(BRAIN_ACTIONS)
    for i, action in enumerate(BRAIN_ACTIONS):
        at = Rect(place.left + i * slot_px, place.top, slot_px - px(10), place.height)
        _draw_chance(page, at, action, float(activity.probabilities[i]), action == activity.action)


def _draw_chance(page: Page, at: Rect, action: Action, share: float, is_chosen: bool) -> None:
    px = page.layout.px
    bar = Rect(at.left, at.bottom - px(4), at.width, px(3))
    ink = colours().ink if is_chosen else colours().dim_ink
    words = Rect(at.left, at.top, at.width, at.height - px(4))
    write(page.surface, action.name.lower(), px(15), words, ink, is_chosen)
    write(page.surface, f"{share:.0%}", px(15), words, ink, is_chosen, "midright")
    page.surface.fill(colours().surface, bar)
    page.surface.fill(ink, Rect(bar.left, bar.top, round(bar.width * share), bar.height))
