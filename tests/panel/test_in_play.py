"""The brain in play: what is told of it, where it stands, and what is lit when."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from fake_brain import FakeBrain, M, O, card
from pygame import Surface
from stage import blank_window, differing, pixels
from worlds import NO_FLIES, mask, world

from game.inspection.activity import BrainActivity
from game.inspection.unit import mirror_units
from game.play.match import YOU, Match, Seat
from game.play.storage import View
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.observation import observe
from game.rules.state import WorldState
from game.view.clock import RoundClock
from game.view.match_view import MatchView
from game.view.paint import text
from game.view.paint.layout import layout_in_play
from game.view.paint.theme import PALETTES, Look, colours, use_look
from game.view.panel import in_play
from game.view.panel.in_play import (
    ARRIVES_S,
    BEAM_S,
    DECIDES_S,
    FAMILIAR,
    FILLS_S,
    TOLD_S,
    BrainInPlay,
    tally,
)
from game.view.panel.inspected import Answer

FROG, TOAD = Who
SIZE = (1280, 720)
OF_THE_PAPER = r"certified|strongest|\d·M?\d|\bSD\b|activation|layer|hidden|condition|matched"
FROG_HURT = world(column=(8, 20), rough=(9,))
TOAD_HURT = replace(world(column=(8, 20), rough=(21,)), turn=1)


class Answering(FakeBrain):
    """It hops; so many of its mirror units answer when anybody is in trouble."""

    def __init__(self, answer: int = 2, roles: Any = ((M, M, O, O, M), (O, O, M))) -> None:
        super().__init__(of=card(roles))
        self._answer = answer

    def look(self, state: WorldState, who: Who, rules: Rules) -> BrainActivity:
        seen = super().look(state, who, rules)
        calm = tuple(layer.copy() for layer in seen.hidden)
        for layer, index in mirror_units(self.card.roles)[: self._answer]:
            calm[layer][index] -= bool(seen.condition)
        given = observe(state, who, rules)[0]
        return replace(seen, observation=given, calm=calm, action=Action.HOP)


class Shown:
    """A game of a person beside a brain in the play view, turn by turn."""

    def __init__(
        self,
        state: WorldState,
        brain: FakeBrain | None = None,
        rules: Rules = NO_FLIES,
    ) -> None:
        self.surface = blank_window(SIZE)
        seats = {FROG: Seat(YOU), TOAD: Seat("fake", brain or Answering())}
        self.match = Match(1, rules, seats)
        self.match.show(state)
        self.view = MatchView(self.match, RoundClock(frozenset({FROG})), View.PLAY)
        self.view.resize(SIZE)

    @property
    def brain(self) -> BrainInPlay:
        assert self.view._in_play is not None
        return self.view._in_play

    def play(self, *actions: Action) -> None:
        """Play turns, each until its move has landed; the brain hops."""
        for action in actions:
            turn = self.match.play(action)
            self.view.follow(turn)
            self.at(self.view.lands_s)

    def at(self, now_s: float) -> np.ndarray:
        """What the window shows at a moment."""
        self.view.pass_time(now_s - self.view.now_s)
        self.view.draw(self.surface, [])
        return pixels(self.surface)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that is written from now on."""
    words: list[str] = []
    fitted = text.fitted

    def note(told: str, *how: Any) -> Surface:
        words.append(told)
        return fitted(told, *how)

    monkeypatch.setattr(text, "fitted", note)
    return words


@pytest.fixture
def _stillness() -> Iterator[None]:
    use_look(Look(is_still=True))
    yield
    use_look(Look())


def lit(shown: Shown) -> list[bool]:
    """Whether each mirror unit is filled."""
    spots = shown.brain._places.mirrors.values()
    return [tuple(shown.surface.get_at(spot))[:3] == colours().mirror for spot in spots]


def test_the_world_has_half_of_the_window_and_the_parts_tile_it() -> None:
    for size in [(640, 400), (1024, 640), SIZE, (1920, 1080), (2560, 1440), (720, 1280)]:
        for zoom in (1.0, 1.3):
            place = layout_in_play(size, zoom)
            parts = [place.hud, place.world, place.inputs, place.panel, place.footer]
            assert [part.top for part in parts] == [0, *(part.bottom for part in parts[:-1])]
            assert parts[-1].bottom == size[1]
            assert place.world.height > 0.39 * size[1]
    design = layout_in_play(SIZE)
    parts = [design.hud, design.world, design.inputs, design.panel, design.footer]
    assert [part.height for part in parts] == [48, 344, 24, 272, 32]


@pytest.mark.parametrize("count", [1, 5, 7, 30, 192])
def test_all_mirror_units_stand_apart_in_their_bracket(count: int) -> None:
    roles = [[M] * min(64, count - at) for at in range(0, count, 64)]
    shown = Shown(world(), Answering(roles=roles))
    places = shown.brain._places
    assert len(places.mirrors) == count
    assert all(places.bracket.collidepoint(spot) for spot in places.mirrors.values())
    spots = np.array(list(places.mirrors.values()))
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + 1e9 * np.eye(count)
    assert apart.min() > 2 * places.mirror_px
    assert places.mirror_px == 20 or count > 7


@pytest.mark.parametrize(("state", "loser"), [(FROG_HURT, FROG), (TOAD_HURT, TOAD)])
def test_a_loss_lights_the_units_that_answer_then_leads_to_an_action(
    state: WorldState, loser: Who, written: list[str]
) -> None:
    shown = Shown(state)
    shown.play(Action.HOP)
    assert [answer.loser for answer in shown.view.answers] == [loser]
    assert not any(lit(shown))
    if loser == TOAD:  # what it does about it comes in its own next turn
        shown.play(Action.HOP)
    began_s = shown.view.inspected[TOAD].history.said_s
    if loser == FROG:
        shown.at(began_s + DECIDES_S)
    shown.at(began_s + ARRIVES_S + 0.05)
    assert lit(shown) == [True, True, False, False]
    name = "You" if loser == FROG else "Toad"
    assert f"{name} {'are' if loser == FROG else 'is'} hurt" in written
    told = f"{name} got hurt · 2 of 4 lit up"
    assert (told in written) == (loser == FROG)  # Toad has decided before its units light up
    assert f"{told} · Toad hops" in written  # it has yet to move
    shown.play(Action.HOP)
    assert f"{told} · Toad hopped" in written
    shown.match.show(replace(shown.match.state, turn=9))
    shown.view.rewind([], shown.match.state)
    shown.at(began_s + TOLD_S + 1)
    assert not any(lit(shown))


def test_it_is_the_brains_next_decision_that_the_line_goes_to() -> None:
    shown = Shown(TOAD_HURT)
    shown.play(Action.HOP)
    assert shown.view.inspected[TOAD].history.decision is None
    shown.play(Action.HOP)
    decision = shown.view.inspected[TOAD].history.decision
    assert decision is not None
    assert (decision.turn, decision.is_its_turn) == (3, True)


def test_the_tally_is_the_mean_of_the_answers_so_far(written: list[str]) -> None:
    shown = Shown(replace(FROG_HURT, ground=FROG_HURT.ground | (0b111 << 9)), Answering(3))
    shown.play(*[Action.HOP] * 5)
    assert [(a.loser, a.answered) for a in shown.view.answers] == [(FROG, 3)] * 3
    began_s = shown.view.inspected[TOAD].history.said_s
    shown.at(began_s + FILLS_S - 0.01)
    assert "you hurt, 3 times:" not in written  # the third is counted when it is seen
    shown.at(began_s + FILLS_S + 0.01)
    mean = np.mean([a.answered for a in shown.view.answers])
    told = {"you hurt, 3 times:", f"{mean:.1f} of 4", "light up on average", "Toad hurt: not yet"}
    assert told <= set(written)
    assert tally(shown.view.answers, FROG) == in_play.Tally(3, 3.0)
    assert tally(shown.view.answers, TOAD).losses == 0


def test_after_a_jump_the_loss_in_view_counts_and_the_rest_is_only_not_seen(
    written: list[str],
) -> None:
    shown = Shown(replace(FROG_HURT, ground=FROG_HURT.ground | (0b111 << 9)))
    turns = [shown.match.play(Action.HOP) for _ in range(5)]  # hurt in turns 0, 2 and 4
    shown.view.rewind(turns[2:], shown.match.state)
    shown.at(shown.view.now_s + FILLS_S)
    assert {"you hurt, 2 seen:", "2.0 of 4", "Toad hurt: not seen yet"} <= set(written)
    shown.view.rewind(turns, shown.match.state)  # now all of it
    shown.at(shown.view.now_s + FILLS_S)
    assert {"you hurt, 3 times:", "Toad hurt: not yet"} <= set(written)


def test_another_brains_answers_and_later_ones_are_not_counted(written: list[str]) -> None:
    shown = Shown(replace(FROG_HURT, turn=10))
    other = Answer(1, TOAD, FROG, 4, 4, "another")
    own = [Answer(turn, TOAD, FROG, turn, 4, "0" * 12) for turn in (0, 1)]
    shown.view.answers += [other, *own]
    shown.play(Action.HOP)
    shown.view.answers.append(replace(own[0], turn=99))
    shown.at(shown.view.now_s + FILLS_S)
    assert "you hurt, 3 times:" in written  # its two, and the one just now
    assert "you hurt, 4 times:" not in written
    assert f"{(0 + 1 + 2) / 3:.1f} of 4" in written


def test_what_to_watch_for_is_said_until_it_was_seen_some_times(written: list[str]) -> None:
    shown = Shown(replace(FROG_HURT, ground=mask(range(9, 20))))
    for losses in range(FAMILIAR + 1):
        written.clear()
        shown.at(shown.view.now_s + TOLD_S + 1)
        assert any("What lights" in words for words in written) == (losses < FAMILIAR)
        shown.play(Action.HOP)
        shown.play(Action.WAIT)


def test_a_brain_without_mirror_units_says_so_and_nothing_lights(written: list[str]) -> None:
    shown = Shown(FROG_HURT, Answering(roles=((O, O, O), (O, O))))
    shown.play(Action.HOP)
    calm = shown.at(shown.view.now_s)
    shown.at(shown.view.now_s + ARRIVES_S)
    assert "This brain has no mirror units" in written
    assert not any("light" in words or "of 0" in words for words in written)
    assert not (calm == colours().mirror).all(axis=2).any()


def test_no_word_of_the_paper_stands_in_the_play_view(written: list[str]) -> None:
    shown = Shown(FROG_HURT)
    shown.play(Action.HOP)
    for age_s in np.arange(0, TOLD_S, 0.1):
        shown.at(shown.view.lands_s + age_s)
    assert len(set(written)) > 10
    assert not [words for words in written if re.search(OF_THE_PAPER, words, re.IGNORECASE)]


def test_yellow_is_mirror_units_and_nothing_else() -> None:
    shown = Shown(FROG_HURT)
    picture = shown.at(0.0)
    shown.play(Action.HOP)
    picture = np.maximum(picture, shown.at(shown.view.lands_s + ARRIVES_S))
    places, layout = shown.brain._places, shown.view.layout
    allowed = [places.bracket.inflate(8, 8), places.name, *places.tallies.values()]
    for place in allowed:
        picture[place.left : place.right, place.top : place.bottom] = 0
    picture[:, layout.world.top : layout.world.bottom] = 0
    assert not (picture == colours().mirror).all(axis=2).any()


@pytest.mark.usefixtures("_stillness")
def test_with_reduced_motion_units_fill_at_once_and_nothing_moves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beams: list[Any] = []
    monkeypatch.setattr(BrainInPlay, "_draw_beams", lambda self, *of: beams.append(of))
    shown = Shown(FROG_HURT)
    shown.play(Action.HOP)
    panel = shown.view.layout.panel
    pictures = [shown.at(shown.view.lands_s + age_s)[:, panel.top :] for age_s in (0, 0.1, 0.5)]
    assert lit(shown) == [True, True, False, False]
    assert all(not differing(pictures[0], other) for other in pictures)
    assert beams == []


def test_a_beam_runs_from_the_square_of_whoever_is_hurt(monkeypatch: pytest.MonkeyPatch) -> None:
    starts: list[tuple[float, tuple[int, int]]] = []
    monkeypatch.setattr(BrainInPlay, "_draw_beams", lambda self, surface, *of: starts.append(of))
    shown = Shown(FROG_HURT)
    shown.play(Action.HOP)
    shown.at(shown.view.lands_s + BEAM_S / 2)
    age_s, (x, y) = starts[-1]
    layout = shown.view.layout
    assert age_s == pytest.approx(BEAM_S / 2)
    assert x == pytest.approx(layout.column_x_px(9.5), abs=1)
    assert y == layout.inputs.bottom


def test_a_new_loss_puts_out_what_is_left_of_the_one_before() -> None:
    shown = Shown(replace(FROG_HURT, ground=FROG_HURT.ground | (0b111 << 9)))
    shown.play(Action.HOP)
    shown.at(shown.view.lands_s + ARRIVES_S)
    assert any(lit(shown))
    shown.play(Action.HOP, Action.HOP)
    assert not any(lit(shown))


def test_the_row_of_squares_shows_what_the_network_is_given_and_its_numbers_in_a_pause(
    written: list[str],
) -> None:
    shown = Shown(world(column=(8, 20), rough=(9, 10)))
    shown.at(0.0)
    layout = shown.view.layout

    def colour(column: int) -> tuple[int, ...]:
        x = round(layout.column_x_px(column)) + 5
        return tuple(shown.surface.get_at((x, layout.inputs.top + 4)))[:3]

    now = PALETTES["default"]
    assert [colour(column) for column in (7, 8, 9, 10, 11, 20)] == [
        now.surface, now.frog, now.rough_cell, now.rough_cell, now.surface, now.toad,
    ]  # fmt: skip
    assert "F" in written
    written.clear()
    shown.view.choice.is_paused = True
    shown.at(0.0)
    assert written.count("2") == 2
    assert {"4", "5"} <= set(written)
    assert "F" not in written


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_row_shows_trouble_as_the_network_is_given_it_from_landing_to_landing(
    is_shown: bool, written: list[str]
) -> None:
    rules = Rules(fly_rate=0, is_exhaustion_shown=is_shown)
    shown = Shown(world(column=(8, 20), energy=(10, 0), rough=(9,)), rules=rules)
    toad = "T!" if is_shown else "T"
    for before, after in (("F", "F!"), ("F!", "F")):  # onto thorns, and off again
        turn = shown.match.play(Action.HOP)
        shown.view.follow(turn)
        for at_s, frog in ((shown.view.lands_s - 0.01, before), (shown.view.lands_s, after)):
            written.clear()
            shown.at(at_s)
            assert {frog, toad} == {"F", "F!", "T", "T!"} & set(written)
        shown.play(Action.HELP)  # Toad's turn, which changes nothing of Frog


@pytest.mark.parametrize("size", [(1024, 640), SIZE, (1920, 1080)])
@pytest.mark.parametrize("zoom", [1.0, 1.3])
def test_what_is_told_of_a_loss_has_room(
    size: tuple[int, int], zoom: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[str] = []
    monkeypatch.setattr(text, "shortened", lambda words, *how: lost.append(words) or words)
    shown = Shown(TOAD_HURT, Answering(5, ((M,) * 5 + (O,) * 45, (O,) * 17)))
    shown.surface = blank_window(size)
    shown.view.resize(size, zoom)
    shown.play(Action.HOP, Action.HOP, Action.HOP)
    lost.clear()
    shown.at(shown.view.inspected[TOAD].history.said_s + ARRIVES_S)
    assert lost == []
    assert shown.brain._places.other_px >= 3
