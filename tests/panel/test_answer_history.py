"""What is told of losses: the sentence, and the traces."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from fake_brain import D, M, O, X, activity, card
from pygame import Rect, Surface
from stage import differing, make_match, pixels
from worlds import world

from game.inspection.activity import ANSWER_SD, Role
from game.play.match import Turn
from game.play.setup import Setup
from game.rules.actions import Action, Who
from game.rules.events import Cause, EnergyLost, Event, Helped
from game.rules.state import WorldState
from game.view.paint.layout import layout_for
from game.view.paint.theme import colours
from game.view.panel.inspected import (
    TRACE_TURNS,
    AnswerHistory,
    InspectedBrain,
    answering_units,
    sentence_of_loss,
)
from game.view.panel.page import Page
from game.view.panel.tabs import traces
from game.view.panel.tabs.traces import FLAG_PX, TracesTab

FROG, TOAD = Who
LAYOUT = layout_for((1280, 720), has_panel=True)
CARD = card()
PLACE = Rect(100, 100, 400, 200)
HURT = EnergyLost(FROG, Cause.ROUGH, 1)


def turn(*events: Event, number: int = 1) -> Turn:
    """A turn of Frog in which this happened."""
    before = replace(world(), turn=number - 1)
    return Turn(before, replace(before, turn=number), FROG, Action.HOP, events)


def at(number: int) -> WorldState:
    return replace(world(), turn=number)


# what is said


@pytest.mark.parametrize(
    ("loser", "amount", "said"),
    [
        (FROG, 1, "Frog lost 1 energy on thorns"),
        (TOAD, 2, "Toad lost 2 energy on thorns"),
    ],
)
@pytest.mark.parametrize(
    ("roles", "answer"),
    [
        (((M, M, D), (X, M)), ": 2 of 3 mirror units answered"),
        (((M, O), (O,)), ": 1 of 1 mirror unit answered"),
        (((O, M), (O,)), ": 0 of 1 mirror unit answered"),
        (((D, O), (X,)), ": this brain has no mirror units"),
    ],
)
def test_a_loss_is_put_into_words_with_numbers(
    loser: Who, amount: int, said: str, roles: tuple[tuple[Role, ...], ...], answer: str
) -> None:
    seen = activity(at(1), hidden={(0, 0): 1.0, (1, 0): 1.0}, of=card(roles))
    if roles[-1][-1] == M:
        seen.hidden[1][1] = ANSWER_SD
    whose = "Toad's own" if loser == TOAD else "its partner Frog's"  # never whose "its own" is
    trouble = f" {whose} trouble" if "answered" in answer else ""
    assert sentence_of_loss(loser, amount, seen) == said + answer + trouble


def test_a_moment_is_told_anew_when_its_brain_is_changed_in_it() -> None:
    history, hurt = AnswerHistory(CARD), at(5)
    history.follow(turn(HURT, number=5), activity(hurt, hidden={(0, 0): 1.0}), 0.0)
    assert history.answered == ((0, 0),)
    history.look_again(activity(hurt))
    assert history.answered == ()
    assert ": 0 of 4 mirror units answered" in history.sentence
    history.look_again(activity(at(6), hidden={(0, 0): 1.0}))  # another moment
    assert history.answered == ()


def test_a_unit_answers_from_a_third_of_its_own_spread_on() -> None:
    of = replace(CARD, unit_sd=(np.full(6, 2, np.float32), np.ones(4, np.float32)))
    just = 2 * ANSWER_SD
    hidden = {(0, 0): just, (0, 1): just - 0.01, (0, 4): 5.0, (1, 3): 0.9 * just}
    seen = activity(at(1), hidden=hidden, calm={(0, 4): 5.0}, of=of)
    assert answering_units(seen) == [(0, 0), (1, 3)]


def followed(*turns: Turn) -> AnswerHistory:
    history = AnswerHistory(CARD)
    for told in turns:
        history.follow(told, activity(told.after, hidden={(0, 0): 1.0}), now_s=0.0)
    return history


COST = EnergyLost(TOAD, Cause.LEAP, 1)


def test_what_a_leap_costs_is_chosen_and_no_trouble() -> None:
    history = followed(turn(COST))
    assert history.sentence == ""
    assert history.answered == history.turns[0].hurt == ()


@pytest.mark.parametrize("told", [((HURT,), (COST,)), ((COST,), (HURT,)), ((COST, HURT),)])
def test_a_loss_is_said_at_once_and_a_mere_cost_does_not_push_it_away(
    told: tuple[tuple[Event, ...], ...],
) -> None:
    history = followed(*(turn(*events, number=i) for i, events in enumerate(told, 1)))
    assert history.sentence.startswith("Frog lost 1 energy on thorns")


# the trace


def test_the_trace_keeps_the_last_turns_only() -> None:
    history = followed(*(turn(number=i) for i in range(1, TRACE_TURNS + 30)))
    assert len(history.turns) == TRACE_TURNS


def traces_drawn(canvas: Surface, history: AnswerHistory) -> Page:
    """The page of traces over these last turns."""
    canvas.fill(colours().background)
    inspected = InspectedBrain(make_match(Setup(seed=1)), TOAD, history.card)
    inspected.history = history
    page = Page(canvas, LAYOUT, PLACE, activity(at(2)))
    TracesTab(inspected).draw(page)
    return page


def test_the_trace_has_a_lane_for_each_mirror_unit_that_has_room(canvas: Surface) -> None:
    few, many = (AnswerHistory(of) for of in (CARD, card([[M] * 40])))
    assert "have room" not in traces_drawn(canvas, few).tooltips[0].words
    told = traces_drawn(canvas, many).tooltips[0].words
    assert "of 40 have room, the Raster shows all" in told


def test_the_trace_marks_losses_and_helps_in_their_turn() -> None:
    toads = EnergyLost(TOAD, Cause.ROUGH, 1)
    history = followed(turn(number=1), turn(HURT, number=2), turn(Helped(TOAD, 2), toads, number=3))
    assert [past.hurt for past in history.turns] == [(), (FROG,), (TOAD,)]
    assert [past.helpers for past in history.turns] == [(), (), (TOAD,)]


def test_no_flag_of_a_loss_covers_another(canvas: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    toads, flags = EnergyLost(TOAD, Cause.ROUGH, 1), list[tuple[Rect, Who]]()

    def note(page: Page, at: tuple[int, int], who: Who) -> None:
        flags.append((Rect(at, (page.px(FLAG_PX), 1)), who))

    monkeypatch.setattr(traces, "_draw_flag", note)
    losses = [(HURT, toads), (), (toads,), (HURT,), *[()] * 20, (HURT,), (toads,)]
    traces_drawn(canvas, followed(*(turn(*of, number=i) for i, of in enumerate(losses, 1))))
    flags = [flag for flag in flags if flag[0].top == PLACE.top]  # without the legend's
    assert [who for _, who in flags][:2] == [FROG, TOAD]
    assert len(flags) >= 3
    for (one, _), (other, _) in combinations(flags, 2):
        assert not one.colliderect(other)


def test_the_trace_shows_how_bright_each_unit_was_and_which_answered(canvas: Surface) -> None:
    heights = []
    for peak in (1, 2):
        of = replace(CARD, unit_peak=tuple(peak * one for one in CARD.unit_peak))
        history = AnswerHistory(of)
        history.follow(turn(HURT), activity(at(1), hidden={(0, 1): 1.0}), now_s=0.0)
        assert history.turns[0].answered == {(0, 1)}
        traces_drawn(canvas, history)
        newest = pixels(canvas, Rect(PLACE.right - 3, PLACE.top, 1, PLACE.height - 22))
        heights.append((newest == colours().mirror).all(axis=2).sum())
    assert heights[0] == pytest.approx(2 * heights[1], abs=2)
    assert heights[1] > 10


def test_the_newest_moment_stands_at_the_right_end(canvas: Surface) -> None:
    pictures = []
    for events in ((), (HURT,)):
        traces_drawn(canvas, followed(turn(number=1), turn(*events, number=2)))
        pictures.append(pixels(canvas))
    lanes = slice(PLACE.left, PLACE.right), slice(PLACE.top + 52, PLACE.bottom)
    marked = differing(*(picture[lanes] for picture in pictures))
    assert 0 < PLACE.width - marked.left <= 2 + (PLACE.width - 50) / TRACE_TURNS
