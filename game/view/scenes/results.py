"""How a game went: distance, energy over time, helps, and the units' best moments."""

from collections.abc import Callable

import pygame
from pygame import Rect, Surface
from pygame.event import Event

from game.play.advice import advise
from game.play.match import YOU
from game.play.medals import medal_at, medal_words
from game.play.modes import Mode
from game.rules.actions import Who
from game.view.app import App, Scene
from game.view.keys.keymap import digit_of
from game.view.match_view import MatchView
from game.view.paint.layout import (
    REST,
    Layout,
    below,
    layout_for,
    right_of,
    split_columns,
    split_rows,
)
from game.view.paint.sprites import picture
from game.view.paint.text import write
from game.view.paint.theme import colours
from game.view.panel.inspected import Answer
from game.view.scenes.menu import Item, Menu, draw_button
from game.view.world.world_view import clear_of

MOST_MOMENTS = 5
APART_TURNS = 20
DEAF_S = 1.0  # at first no key does anything: those of the game are still being pressed
MOST_ZOOM = 1.3  # that the places hold
LINE_PX = 27  # of what is told of the game
NEXT_TIME, LATELY = "Next time", "Lately"  # the latter of a game whose beginning is not kept
NAME_PX = 72  # right of the chart, for its lines' names


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
        super().__init__(app)
        self._view = shown
        self._match = shown.match
        self.headline = headline
        self._details = details
        self._watch = watch
        self._to_title = to_title
        self._moments = best_moments(shown.answers)
        self._story = self._tell()
        self._mouse, self._shown_s = (-1, -1), 0.0
        items = [
            Item("Play again", again, key="r"),
            Item("Watch the replay", lambda: watch(0)),
            Item("Title screen", to_title),
            Item("Leave the game", app.quit),
        ]
        self._menu = Menu(items)

    def _fit(self, size: tuple[int, int]) -> None:
        self.scale *= min(self.app.zoom, MOST_ZOOM)  # that of words and buttons
        self._layout: Layout = layout_for(size, has_panel=False)
        px = self._layout.px
        whole = Rect(px(48), px(28), size[0] - 2 * px(48), size[1] - px(28) - px(34) + px(24))
        heights = px(104), px(LINE_PX) * len(self._story), REST, px(24)
        self._head, self._lines, rest, self._foot = split_rows(whole, *heights)
        left_px = (whole.width - px(30)) * 11 // 20
        left, right = split_columns(below(rest, rest.top + px(14)), left_px, REST, gap_px=px(30))
        self._chart, self._table = split_rows(left, REST, px(30) * 5, gap_px=px(20))
        self._list, menu = split_rows(right, REST, px(200), gap_px=px(14))
        self._menu.resize(menu, self.scale)

    def update(self, frame_s: float) -> None:
        """Let time pass, after which keys are meant for this screen."""
        self._shown_s += frame_s

    def handle(self, event: Event) -> None:
        """Take a key or the mouse; 1 to 5 or a click replay a moment, Esc goes to the title."""
        if event.type == pygame.KEYDOWN and self._shown_s < DEAF_S:
            return
        if event.type in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN):
            self._mouse = event.pos
        moment = self._pointed() if event.type == pygame.MOUSEBUTTONDOWN else None
        if event.type == pygame.KEYDOWN:
            moment = dict(enumerate(self._moments, 1)).get(digit_of(event) or 0)
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self._to_title()
        elif moment is not None:
            self._watch(moment.turn)
        else:
            self._menu.handle(event)

    def moment_places(self) -> list[Rect]:
        """Return where the moments stand that can be watched."""
        px, inner = self._layout.px, self._list.inflate(-self._layout.px(28), -self._layout.px(20))
        rows, gap_px = below(inner, inner.top + px(26) + px(6)), px(3)
        row_px = min(px(38), (rows.height + gap_px) // MOST_MOMENTS - gap_px)
        return split_rows(rows, *[row_px] * len(self._moments), gap_px=gap_px)

    def _pointed(self) -> Answer | None:
        places = zip(self._moments, self.moment_places(), strict=True)
        return next((moment for moment, at in places if at.collidepoint(self._mouse)), None)

    def draw(self, surface: Surface) -> None:
        """Draw the whole screen."""
        surface.fill(colours().background)
        upper, lower = split_rows(self._head, self._layout.px(64), self._layout.px(36))
        columns = self._match.distance
        words = f"{columns} column{'' if columns == 1 else 's'} together{'!' if columns else ''}"
        at = write(surface, words, self.px(48), upper, colours().ink, True)
        self._draw_medal(surface, right_of(upper, at.right + self.px(24)))
        write(surface, self.headline, self.px(22), lower, colours().accent)
        lines = split_rows(self._lines, *[self._layout.px(LINE_PX)] * len(self._story))
        for line, (label, told) in zip(lines, self._story, strict=True):
            beside, rest = split_columns(line, self.px(104), REST)
            write(surface, label, self.px(18), beside, colours().dim_ink)
            write(surface, told, self.px(20), rest, colours().ink)
        self._draw_chart(surface)
        table = [("", [who.label for who in Who]), *self._rows()]
        half = self._table.width // 2
        rows = split_rows(self._table, *[REST] * len(table))
        for row, (name, values) in zip(rows, table, strict=True):
            place, *cells = split_columns(row, half, half // 2, half // 2)
            write(surface, name, self.px(20), place, colours().dim_ink)
            for who, value, cell in zip(Who, values, cells, strict=True):
                cell.width -= self._layout.px(10)
                ink = colours().of_character(who)
                write(surface, value, self.px(20), cell, ink, True, "midright")
        self._draw_moments(surface)
        write(surface, self._details, self._layout.px(15), self._foot, colours().dim_ink)
        self._menu.draw(surface)

    def _tell(self) -> list[tuple[str, str]]:
        """Return what the two have done for each other, and what would have got them further."""
        match, milestones = self._match, self._view.milestones
        together = milestones.words() if milestones else []
        story = [("Together", " · ".join(together))] if together else []
        turns = list(match.past)
        label = NEXT_TIME if turns and turns[0].before.turn == 0 else LATELY
        mode = milestones.mode if milestones else Mode.FREE
        for advice in advise(turns, match.rules, match.once_people, mode):
            story.append((label, advice))
            label = ""
        return story

    def _draw_medal(self, surface: Surface, place: Rect) -> None:
        """Show the medal that was won, and say how far the next one was."""
        milestones, distance = self._view.milestones, self._match.distance
        columns = milestones.medal_columns if milestones else ()
        if medal := medal_at(distance, columns):
            shown = picture(f"medal_{medal}", min(place.height, self.px(60)))
            surface.blit(shown, shown.get_rect(midleft=place.midleft))
            place = right_of(place, place.left + shown.get_width() + self.px(8))
        write(surface, medal_words(distance, columns), self.px(24), place, colours().ink)

    def _draw_chart(self, surface: Surface) -> None:
        px, ink = self._layout.px, colours().dim_ink
        title, rest = split_rows(self._chart, px(26), REST, gap_px=px(8))
        write(surface, "Energy from start to end", self.px(18), title, ink)
        axes = right_of(rest, rest.left + px(34))
        axes.width -= self.px(NAME_PX)
        beside, names = right_of(rest, axes.right + px(6)), list[Rect]()
        pygame.draw.rect(surface, colours().surface, axes)
        most = self._match.rules.energy_max
        for level in (0, most // 2, most):
            y = axes.bottom - 1 - round((axes.height - 2) * level / most)
            pygame.draw.line(surface, colours().line, (axes.left, y), (axes.right, y))
            label = Rect(rest.left, y - px(10), px(28), px(20))
            write(surface, str(level), self.px(15), label, ink, align="midright")
        for who in reversed(Who):  # Frog's thin line over Toad's, seen where they are equal
            energies = self._view.energies[who]
            shown = range(0, len(energies), max(1, len(energies) // axes.width))
            xs = [axes.left + axes.width * i / len(energies) for i in shown]
            ys = [axes.bottom - 2 - (axes.height - 4) * energies[i] / most for i in shown]
            if len(xs) > 1:
                thick = px(2 if who == Who.FROG else 6)  # the two differ without colour
                points = list(zip(xs, ys, strict=True))
                pygame.draw.lines(surface, colours().of_character(who), False, points, thick)
                name = Rect(beside.left, round(ys[-1]) - self.px(10), beside.width, self.px(20))
                names.append(clear_of(name, names, beside))  # at the end of its line
                sample, name = split_columns(names[-1], self.px(14), REST, gap_px=px(5))
                ends = sample.midleft, sample.midright
                pygame.draw.line(surface, colours().of_character(who), *ends, thick)
                write(surface, who.label, self.px(16), name, colours().of_character(who), True)

    def _rows(self) -> list[tuple[str, list[str]]]:
        """Return what is told of both characters: its name, then Frog's and Toad's."""
        match, counts = self._match, self._match.event_counts
        is_of_two = len(match.once_people) == 2

        def drivers(who: Who) -> str:
            person = f"player {who + 1}" if is_of_two else YOU
            return ", ".join(person if label == YOU else label for label in match.drove(who))

        told: list[tuple[str, Callable[[Who], object]]] = [
            ("driven by", drivers),
            ("helps given", lambda who: counts[who.key]["Helped"]),
            ("flies eaten", lambda who: counts[who.key]["FlyCaught"]),
            ("hurt by thorns", lambda who: counts[who.key]["EnergyLost (rough ground)"]),
        ]
        return [(name, [str(value(who)) for who in Who]) for name, value in told]

    def _draw_moments(self, surface: Surface) -> None:
        px, place = self._layout.px, self._list
        pygame.draw.rect(surface, colours().surface, place, border_radius=px(8))
        title, line = split_rows(place.inflate(-px(28), -px(20)), px(26), px(26), gap_px=px(8))
        told = "Watch when most mirror units answered"
        write(surface, told, self.px(19), title, colours().ink, True)
        if not self._moments:
            told = "Nobody was hurt, or no brain was watching."
            write(surface, told, self.px(17), line, colours().dim_ink)
        pointed = self._pointed()
        for i, (moment, row) in enumerate(zip(self._moments, self.moment_places(), strict=True), 1):
            draw_button(surface, row, moment is pointed, px(2), px(5))
            inner = right_of(row, row.left + px(8))
            cap, said = split_columns(inner, px(24), REST, gap_px=px(4))
            said.width -= px(10) - px(4)
            write(surface, str(i), self.px(20), cap, colours().accent, True)
            words = f"round {moment.turn // 2} · {moment.loser.label} hurt · "
            words += f"{moment.answered} of {moment.mirrors} in {moment.who.label}"
            write(surface, words, self.px(18), said, colours().ink)
