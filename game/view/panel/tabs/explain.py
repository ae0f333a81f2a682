"""Why the partner does what it does now: its four choices, and what carries the first of them."""

import pygame
from pygame import Rect

from game.inspection.activity import Role
from game.inspection.attribution import Margin, Route, margin
from game.inspection.unit import ROLE_LETTER
from game.play.sentences import THROUGH, figure, why
from game.rules.actions import BRAIN_ACTIONS
from game.view.paint.layout import REST, below, right_of, split_columns, split_grid, split_rows
from game.view.paint.text import rendered
from game.view.paint.theme import colours
from game.view.panel.page import Page
from game.view.panel.tabs.tab import Tab

ROUTE_ABOUT = {
    Route.MIRROR: "what passes through a certified mirror unit, the others staying on or off",
    Route.DIFFERENTIATING: "what passes through a unit that answers one side's trouble only",
    Route.MIXED: "what passes through a unit fed by mirror and one-sided units",
    Route.OTHER: "what passes through none of these",
    Route.BIAS: "what the action has on every board",
}
ROW_PX = 20
ENTRY_PX = 142  # width of an entry of the legend


class ExplainTab(Tab):
    """The decision now in a sentence and in two bars."""

    name = "Why"
    about = "why it does what it does now: through which units the choice came about"

    def draw(self, page: Page) -> None:
        """Paint the sentence, the probabilities, and the parts of the two best actions."""
        px, place = page.px, page.place
        told = margin(page.activity)
        is_high = place.height >= px(190)
        words = why(self.inspected.brain, page.activity, told)
        row_px = px(ROW_PX + (4 if is_high else 1))
        below_px = 2 * row_px + px(ROW_PX) * (1 + is_high)  # so that all else has room
        text = split_rows(place, REST, below_px)[0]
        used = page.write_paragraph(words, 17 if is_high else 16, text)
        if is_high:
            used.height = max(used.height, px(84))  # so that the bars stay where they are
        body = below(place, used.bottom)
        if is_high:
            chances, body = split_rows(body, px(ROW_PX), REST)
            slots = split_grid(chances, len(BRAIN_ACTIONS), gap_px=px(10))
            shares = page.activity.probabilities.tolist()
            for slot, action, share in zip(slots, BRAIN_ACTIONS, shares, strict=True):
                is_chosen = action == page.activity.action
                ink = colours().ink if is_chosen else colours().dim_ink
                name, bar = split_rows(slot, REST, px(4))
                page.write(action.name.lower(), 15, name, ink, is_chosen)
                page.write(f"{share:.0%}", 15, name, ink, is_chosen, "midright")
                bar.height = px(3)
                page.draw_bar(bar, share, ink, colours().surface)
        bars, legend = split_rows(body, 2 * row_px, REST)
        self._draw_bars(page, told, bars)
        self._draw_legend(page, told, legend)

    def _draw_bars(self, page: Page, told: Margin, place: Rect) -> None:
        """Draw the two best actions' outputs as stacked parts, on one scale around one zero."""
        px, parts = page.px, told.routes
        shown = [BRAIN_ACTIONS.index(action) for action in (told.chosen, told.runner_up)]
        ups = max(sum(max(part[i], 0.0) for part in parts.values()) for i in shown)
        downs = max(sum(max(-part[i], 0.0) for part in parts.values()) for i in shown)
        for i, row in zip(shown, split_grid(place, columns=1, rows=2), strict=True):
            is_chosen = i == shown[0]
            row.height = min(px(ROW_PX), row.height - 1)
            label, axis, value = split_columns(row, px(52), REST, px(56))
            scale = axis.width / max(ups + downs, 1e-9)
            zero = axis.left + round(downs * scale)
            page.write(BRAIN_ACTIONS[i].name.lower(), 16, label, None, is_chosen)
            pygame.draw.rect(page.surface, colours().surface, axis)
            right = left = float(zero)
            for route, part in parts.items():
                if part[i] >= 0:
                    start, right = right, right + part[i] * scale
                    ends = round(start), round(right)
                else:
                    end, left = left, left + part[i] * scale
                    ends = round(left), round(end)
                segment = Rect(ends[0], axis.top, ends[1] - ends[0], axis.height)
                if segment.width:
                    _draw_segment(page, segment, route)
            total = figure(float(page.activity.outputs[i]), "+")
            page.write(total, 16, value, None, is_chosen, "midright")
        pygame.draw.line(page.surface, colours().ink, (zero, place.top), (zero, axis.bottom), px(2))
        page.explain(
            place,
            "the output of each action and its parts: right of the line they add, left they take",
        )

    def _draw_legend(self, page: Page, told: Margin, place: Rect) -> None:
        """Name the routes with what each gives to the lead; as many columns as there is room.

        Where not all have room, those that give nothing are left out, then what the others give.
        """
        px, second = page.px, told.runner_up.name.lower()
        rows = max(1, place.height // px(ROW_PX))
        most = rows * max(1, place.width // px(ENTRY_PX))
        entries: list[tuple[str, float, Route | None]] = [
            *(
                (THROUGH[route].removeprefix("the "), part, route)
                for route, part in told.by_route.items()
            ),
            (f"lead over {second}" if rows > 1 else "lead", told.lead, None),
        ]
        if len(entries) > most:
            entries = [entry for entry in entries if figure(entry[1]) != "0"]
        if len(entries) > most:
            place = Rect(place.left, place.top, place.width, px(ROW_PX))
            for word, _, route in entries:
                if route is not None:
                    sign, _, name = split_columns(place, px(16), px(6), REST)
                    _draw_segment(page, sign.inflate(0, -px(6)), route)
                    short = word.removesuffix(" units")
                    place = right_of(place, page.write(short, 15, name).right + px(14))
            return
        columns = split_grid(place, -(-len(entries) // rows))
        for i, (word, part, route) in enumerate(entries):
            column = columns[i // rows]
            top = place.top + i % rows * px(ROW_PX)
            at = Rect(column.left, top, column.width - px(14), px(ROW_PX))
            figures = page.write(figure(part, "+"), 15, at, None, True, "midright")
            if route is not None:
                _draw_segment(page, Rect(at.left, top + px(3), px(16), at.height - px(6)), route)
                page.explain(at, ROUTE_ABOUT[route])
            left = Rect(at.left + px(22), top, figures.left - at.left - px(26), at.height)
            page.write(word, 15, left, colours().dim_ink, route is None)


def _draw_segment(page: Page, place: Rect, route: Route) -> None:
    """Draw one part: its route's colour and, where there is room, its letter."""
    is_bias = route == Route.BIAS
    colour = colours().line if is_bias else colours().of_role(Role(route))
    pygame.draw.rect(page.surface, colour, place)
    pygame.draw.rect(page.surface, colours().background, place, 1)
    letter = "b" if is_bias else ROLE_LETTER[Role(route)] or "o"
    written = rendered(letter, page.px(14), colours().ink_on(colour), True)
    if written.get_width() <= place.width - 2:
        page.surface.blit(written, written.get_rect(center=place.center))
