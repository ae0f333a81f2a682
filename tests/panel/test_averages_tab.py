"""The tab of averages: where its parts stand, what is drawn of whom, and what it waits for."""

from itertools import combinations

import numpy as np
import pytest
from pygame import Rect, Surface
from stage import differing, make_match, pixels

from game.inspection.event_locked import EventLocked, Side
from game.inspection.interventions import Intervention
from game.inspection.unit import Unit
from game.play.setup import Play, Setup
from game.rules.actions import Who
from game.view.clock import RoundClock
from game.view.match_view import MatchView
from game.view.paint.layout import layout_for
from game.view.paint.theme import colours
from game.view.panel.curves import y_on
from game.view.panel.inspected import InspectedBrain
from game.view.panel.page import Page
from game.view.panel.tabs.averages import AveragesTab, laboratory_mns, place_averages, scale_of

FROG, TOAD = Who
LAYOUT = layout_for((1280, 720), has_panel=True)
PLACE = Rect(760, 420, 500, 270)
PLACES = place_averages(PLACE, LAYOUT)
MIRRORS = [(0, 0), (0, 1), (0, 4), (1, 3)]
UNITS = 10


@pytest.fixture
def inspected() -> InspectedBrain:
    match = make_match(Setup())
    return InspectedBrain(match, TOAD, match.brains[TOAD].card)


@pytest.fixture
def averages(inspected: InspectedBrain) -> EventLocked:
    found = inspected.averages.of(inspected.match, TOAD)
    assert found
    return found


def hurt(averages: EventLocked, side: Side, rise: float, unit: int = 0, losses: int = 2) -> None:
    """Let a unit rise in the moment of losses of one side, by a little more each time."""
    turn = 1000 * (1 + side)
    for loss in range(losses):
        for offset in range(-10, 21):
            hidden = np.zeros(UNITS, np.float32)
            hidden[unit] = (rise + loss / 10) * (offset == 0)
            is_hurt = [offset == 0 and side == s for s in Side]
            averages.add(turn, hidden, np.zeros(UNITS), 1 + side if offset == 0 else 0, is_hurt)
            turn += 1
        turn += 5


def painted(canvas: Surface, inspected: InspectedBrain) -> np.ndarray:
    """The page as it is drawn of this brain."""
    canvas.fill(colours().background)
    activity = inspected.look()
    assert activity is not None
    AveragesTab(inspected).draw(Page(canvas, LAYOUT, PLACE, activity))
    return pixels(canvas)


def share_of(picture: np.ndarray, colour: tuple[int, int, int], part: Rect) -> float:
    inside = picture[part.left : part.right, part.top : part.bottom]
    return float((inside == colour).all(axis=2).mean())


@pytest.mark.parametrize("height", [149, 200, 270, 600])  # see `places.LEAST_PAGE_PX`
@pytest.mark.parametrize("width", [385, 403, 504, 1100])
@pytest.mark.parametrize("zoom", [0.5, 0.8, 1.0, 1.3, 3.0])
def test_parts_do_not_overlap_or_leave_the_page(height: int, width: int, zoom: float) -> None:
    layout = layout_for((1280, 720), True, zoom=zoom)
    place = Rect(10, 20, round(width * zoom), round(height * zoom))
    found = place_averages(place, layout)
    parts = (found.title, *found.headings, *found.plots, *found.seconds, *found.scores)
    assert all(place.contains(part) for part in parts)
    assert not any(a.colliderect(b) for a, b in combinations(parts, 2))


def test_the_page_is_drawn_within_its_place(canvas: Surface, inspected: InspectedBrain) -> None:
    blank = pixels(canvas)
    blank[:] = colours().background
    assert PLACE.contains(differing(blank, painted(canvas, inspected)))


def test_without_a_loss_the_page_says_what_it_waits_for(
    canvas: Surface, inspected: InspectedBrain, averages: EventLocked
) -> None:
    waiting = painted(canvas, inspected)
    for plot in PLACES.plots:
        assert share_of(waiting, colours().ink, plot) > 0
    hurt(averages, Side.OWN, 1.0)
    assert PLACES.plots[0].colliderect(differing(waiting, painted(canvas, inspected)))


@pytest.mark.parametrize("side", Side)
def test_each_side_has_its_losers_colour_and_only_where_there_were_losses(
    canvas: Surface, side: Side, inspected: InspectedBrain, averages: EventLocked
) -> None:
    hurt(averages, side, 1.0)
    picture = painted(canvas, inspected)
    colour = {Side.OWN: colours().toad, Side.PARTNER: colours().frog}
    assert share_of(picture, colour[side], PLACES.plots[side]) > 0.001
    assert share_of(picture, colour[side], PLACES.plots[1 - side]) == 0


def test_the_curve_is_higher_where_the_answer_is(
    canvas: Surface, inspected: InspectedBrain, averages: EventLocked
) -> None:
    hurt(averages, Side.OWN, 2.0)
    picture, plot = painted(canvas, inspected), PLACES.plots[0]
    xs, ys = (picture == colours().toad).all(axis=2).nonzero()
    inside = (xs >= plot.left) & (xs < plot.right) & (ys >= plot.top) & (ys < plot.bottom)
    top = xs[inside][ys[inside].argmin()]
    assert abs(top - (plot.left + plot.width / 3)) < plot.width / 30  # a third is before the loss


def test_the_selected_unit_is_shown_instead_of_the_mirror_units(
    canvas: Surface, inspected: InspectedBrain, averages: EventLocked
) -> None:
    hurt(averages, Side.OWN, 1.0, unit=2)  # no mirror unit
    of_set = painted(canvas, inspected)
    inspected.selection.select(Unit(0, 2))
    of_unit = painted(canvas, inspected)
    changed = differing(of_set, of_unit)
    assert changed.colliderect(PLACES.plots[0])
    assert PLACES.title
    assert changed.colliderect(PLACES.title)


def test_both_sides_share_a_scale_that_holds_both_curves() -> None:
    averages = EventLocked([np.ones(UNITS, np.float32)])
    hurt(averages, Side.OWN, 3.0)
    hurt(averages, Side.PARTNER, -1.0)
    found = [averages.mean(side, [(0, 0)]) for side in Side]
    scale = scale_of(found)
    for average in found:
        for value in (*(average.mean + average.sem), *(average.mean - average.sem)):
            assert (
                PLACES.plots[0].top <= y_on(PLACES.plots[0], value, scale) < PLACES.plots[0].bottom
            )


def test_a_brain_file_without_measures_tells_no_laboratory_score() -> None:
    assert np.isnan(laboratory_mns(make_match(Setup()).brains[TOAD].card, MIRRORS))


# what the view feeds


@pytest.fixture
def view(canvas: Surface) -> MatchView:
    view = MatchView(make_match(Setup(play=Play.WATCH)), RoundClock(frozenset()))
    view.resize((1280, 720))
    for _ in range(60):
        view.follow(view.match.play())
    return view


def turns_of(view: MatchView) -> int:
    inspected = view.inspected[TOAD]
    averages = inspected.averages.of(view.match, TOAD)
    assert averages
    return int(averages.turns_in.sum())


def test_looking_back_forgets_nothing_and_playing_on_undoes(view: MatchView) -> None:
    assert turns_of(view) == 60
    past = list(view.match.past)
    view.rewind(past[:20], past[19].after)
    assert turns_of(view) == 60
    view.follow(view.match.play())
    assert turns_of(view) == 21


def test_what_a_changed_brain_does_is_left_out(view: MatchView) -> None:
    view.match.change_brain(TOAD, [Intervention("hidden1", (0,))])
    view.resize((1280, 720))
    for _ in range(10):
        view.follow(view.match.play())
    assert turns_of(view) == 59  # nor the moment of the change
    view.match.change_brain(TOAD, [])
    view.resize((1280, 720))
    view.follow(view.match.play())
    assert turns_of(view) == 60
