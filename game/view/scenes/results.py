"""How a game went: distance and points, energy over time, helps, and the units' best moments."""

from collections.abc import Callable

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.rules.actions import Who
from game.rules.events import HURT
from game.view.app import App, Scene
from game.view.match_view import Answer, MatchView
from game.view.paint.text import write
from game.view.paint.theme import Layout, colours, layout_for
from game.view.scenes.menu import Item, Menu, draw_button

MOST_MOMENTS = 5
APART_TURNS = 20
MOST_ZOOM = 1.3  # that the places hold
MOMENT_KEYS = (pygame.K_1, pygame.K_2, pygame.K_3, pygame.K_4, pygame.K_5)


def best_moments(answers: list[Answer]) -> list[Answer]:
    """Return the losses that most mirror units answered, far enough apart to be worth watching."""
    best: list[Answer] = []
    for answer in sorted(answers, key=lambda a: (-a.answered, a.turn)):
        is_new = all(abs(answer.turn - other.turn) >= APART_TURNS for other in best)
        if answer.answered and is_new and len(best) < MOST_MOMENTS:
            best.append(answer)
    return best


class ResultsScene(Scene):
    """Shown when a game is over."""

    def __init__(
        self,
        app: App,
        shown: MatchView,
        headline: str,
        details: str,
        again: Callable[[], None],
        watch: Callable[[int], None],
        to_title: Callable[[], None],
    ) -> None:
        self._app = app
        self._view = shown
        self._match = shown.match
        self._headline = headline
        self._details = details
        self._watch = watch
        self._to_title = to_title
        self._moments = best_moments(shown.answers)
        self._mouse = (-1, -1)
        self._menu = Menu(
            [
                Item(lambda: "Play again", again),
                Item(lambda: "Watch the replay", lambda: watch(0)),
                Item(lambda: "Title screen", to_title),
                Item(lambda: "Leave the game", app.quit),
            ]
        )

    def resize(self, size: tuple[int, int]) -> None:
        """Fit a window of this size."""
        self._layout: Layout = layout_for(size, has_panel=False)
        self._zoom = min(self._app.zoom, MOST_ZOOM)
        px = self._layout.px
        width = size[0]
        margin = px(48)
        self._head = Rect(margin, px(28), width - 2 * margin, px(110))
        column = (width - 2 * margin - px(30)) * 11 // 20
        top = self._head.bottom + px(16)
        self._chart = Rect(margin, top, column, px(210))
        self._table = Rect(margin, self._chart.bottom + px(24), column, px(190))
        right = self._chart.right + px(30)
        self._list = Rect(right, top, width - margin - right, px(270))
        self._foot = Rect(margin, size[1] - px(34), width - 2 * margin, px(24))
        menu = Rect(right, self._list.bottom + px(14), self._list.width, px(230))
        self._menu.resize(menu, self._layout.scale * self._zoom)

    def _text_px(self, design_px: float) -> int:
        """Return the size of a text: larger where large text is wanted, in the same places."""
        return self._layout.px(design_px * self._zoom)

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; 1 to 5 or a click replay a moment, Esc goes to the title."""
        if event.type in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN):
            self._mouse = event.pos
        clicked = self._pointed() if event.type == pygame.MOUSEBUTTONDOWN else None
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self._to_title()
        elif event.type == pygame.KEYDOWN and event.key in MOMENT_KEYS[: len(self._moments)]:
            self._watch(self._moments[MOMENT_KEYS.index(event.key)].turn)
        elif clicked is not None:
            self._watch(clicked.turn)
        else:
            self._menu.handle(event)

    def moment_places(self) -> list[Rect]:
        """Return where the moments stand that can be watched."""
        px, inner = self._layout.px, self._list.inflate(-self._layout.px(28), -self._layout.px(20))
        top = inner.top + px(26) + px(8)
        return [
            Rect(inner.left, top + i * px(42), inner.width, px(38))
            for i in range(len(self._moments))
        ]

    def _pointed(self) -> Answer | None:
        places = zip(self._moments, self.moment_places(), strict=True)
        return next((moment for moment, at in places if at.collidepoint(self._mouse)), None)

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        surface.fill(colours().background)
        self._draw_head(surface)
        self._draw_chart(surface)
        self._draw_table(surface)
        self._draw_moments(surface)
        write(surface, self._details, self._layout.px(15), self._foot, colours().dim_ink)
        self._menu.draw(surface)

    def _draw_head(self, surface: Surface) -> None:
        px, head = self._layout.px, self._head
        upper = Rect(head.left, head.top, head.width, px(66))
        columns = self._match.distance
        words = f"{columns} column{'' if columns == 1 else 's'} together{'!' if columns else ''}"
        write(surface, words, self._text_px(48), upper, colours().ink, True)
        lower = Rect(head.left, upper.bottom, head.width, px(36))
        write(surface, self._headline, self._text_px(22), lower, colours().accent)

    def _draw_chart(self, surface: Surface) -> None:
        px, place = self._layout.px, self._chart
        title = Rect(place.left, place.top, place.width, px(26))
        told = "Energy from start to end: Frog the thin line, Toad the thick one"
        write(surface, told, self._text_px(18), title, colours().dim_ink)
        axes = Rect(place.left + px(34), title.bottom + px(8), place.width - px(34), 0)
        axes.height = place.bottom - axes.top
        pygame.draw.rect(surface, colours().surface, axes)
        most = self._match.rules.energy_max
        for level in (0, most // 2, most):
            y = axes.bottom - 1 - round((axes.height - 2) * level / most)
            pygame.draw.line(surface, colours().line, (axes.left, y), (axes.right, y))
            label = Rect(place.left, y - px(10), px(28), px(20))
            write(
                surface, str(level), self._text_px(15), label, colours().dim_ink, align="midright"
            )
        for who in reversed(Who):  # Frog's thin line over Toad's, seen where they are equal
            self._draw_energy(surface, axes, who, most)

    def _draw_energy(self, surface: Surface, axes: Rect, who: Who, most: int) -> None:
        """Draw one character's line; Toad's is thicker, so that the two differ without colour."""
        energies = self._view.energies[who]
        if len(energies) < 2:
            return
        step = max(1, len(energies) // axes.width)
        points = [
            (
                axes.left + axes.width * i / len(energies),
                axes.bottom - 2 - (axes.height - 4) * energies[i] / most,
            )
            for i in range(0, len(energies), step)
        ]
        thick = self._layout.px(2 if who == Who.FROG else 6)
        pygame.draw.lines(surface, colours().of_character(who), False, points, thick)

    def _draw_table(self, surface: Surface) -> None:
        px, place = self._layout.px, self._table
        rows = [("", *(who.label for who in Who))]
        rows += [(name, *values) for name, values in self._rows()]
        row_px, name_px = px(34 * self._zoom), place.width // 2
        for i, (name, *values) in enumerate(rows):
            row = Rect(place.left, place.top + i * row_px, name_px, row_px)
            write(surface, name, self._text_px(20), row, colours().dim_ink)
            for who, value in zip(Who, values, strict=True):
                cell = Rect(place.left + name_px + who * name_px // 2, row.top, 0, row_px)
                cell.width = name_px // 2 - px(10)
                write(
                    surface,
                    value,
                    self._text_px(20),
                    cell,
                    colours().of_character(who),
                    True,
                    "midright",
                )

    def _rows(self) -> list[tuple[str, tuple[str, str]]]:
        match, counts = self._match, self._match.event_counts

        def pair(value: Callable[[Who], object]) -> tuple[str, str]:
            return str(value(Who.FROG)), str(value(Who.TOAD))

        return [
            ("driven by", pair(self._driver)),
            ("points", pair(match.points)),
            ("helps given", pair(lambda who: counts[who.key]["Helped"])),
            ("flies eaten", pair(lambda who: counts[who.key]["FlyCaught"])),
            ("hurt by thorns", pair(lambda who: counts[who.key][HURT])),
        ]

    def _driver(self, who: Who) -> str:
        is_of_two = len(self._match.people) == 2
        return f"player {who + 1}" if is_of_two else self._match.seats[who].label

    def _draw_moments(self, surface: Surface) -> None:
        px, place = self._layout.px, self._list
        pygame.draw.rect(surface, colours().surface, place, border_radius=px(8))
        inner = place.inflate(-px(28), -px(20))
        title = Rect(inner.left, inner.top, inner.width, px(26))
        told = "Watch when most mirror units answered"
        write(surface, told, self._text_px(19), title, colours().ink, True)
        if not self._moments:
            line = Rect(inner.left, title.bottom + px(8), inner.width, px(26))
            told = "Nobody was hurt, or no brain was watching."
            write(surface, told, self._text_px(17), line, colours().dim_ink)
        pointed = self._pointed()
        rows = zip(self._moments, self.moment_places(), strict=True)
        for i, (moment, row) in enumerate(rows):
            draw_button(surface, row, moment is pointed, px(2), px(5))
            cap = Rect(row.left + px(8), row.top, px(24), row.height)
            write(surface, str(i + 1), self._text_px(20), cap, colours().accent, True)
            said = Rect(cap.right + px(4), row.top, row.right - cap.right - px(10), row.height)
            words = f"round {moment.turn // 2} · {moment.loser.label} hurt · "
            words += f"{moment.answered} of {moment.mirrors} in {moment.who.label}"
            write(surface, words, self._text_px(18), said, colours().ink)
