"""The brain panel: relations between pixels, and what is said and kept."""

import itertools

import numpy as np
import pytest
from fake_brain import D, M, O, X, activity, card
from pygame import Rect, Surface
from stage import blank_window, differing, make_match, pixels
from test_answer_history import HURT, at, turn

from game.inspection.activity import BrainActivity, Role
from game.inspection.unit import Unit, unit_name
from game.play.setup import Setup
from game.rules.actions import BRAIN_ACTIONS, Action, Who
from game.rules.events import Event, Hopped
from game.view.paint.layout import layout_for
from game.view.paint.text import text_px
from game.view.paint.theme import colours
from game.view.panel.inspected import EdgeChoice, InspectedBrain
from game.view.panel.network import draw_connection, draw_network, draw_unit, shown_edges, strongest
from game.view.panel.page import POINTER_PX, Page, tooltip_place
from game.view.panel.panel import BrainPanel
from game.view.panel.places import place_network
from game.view.panel.tabs import TABS

FROG, TOAD = Who
LAYOUT = layout_for((1280, 720), has_panel=True)
NETWORK = Rect(20, LAYOUT.panel.top + 30, 830, 300)
CARD = card()
PLACES = place_network(CARD, NETWORK, LAYOUT)


def light(surface: Surface, part: Rect) -> float:
    return float(pixels(surface, part).mean())


def around(centre: tuple[int, int], radius_px: int) -> Rect:
    square = Rect(0, 0, 2 * radius_px, 2 * radius_px)
    square.center = centre
    return square


def network_with(canvas: Surface, shown: BrainActivity) -> Surface:
    """A copy of the window with this activity drawn."""
    canvas.fill(colours().background)
    edges = shown_edges(LAYOUT, PLACES, shown, has_inputs=True, choice=EdgeChoice())
    draw_network(Page(canvas, LAYOUT, NETWORK, shown), PLACES, edges)
    return canvas.copy()


# what units look like


@pytest.mark.parametrize("role", Role)
def test_an_active_unit_is_brighter_than_a_silent_one(canvas: Surface, role: Role) -> None:
    brightness = []
    for x, active in ((100, 0.0), (200, 0.5), (300, 1.0)):
        draw_unit(canvas, role, (x, 100), 16, active)
        brightness.append(light(canvas, around((x, 100), 8)))
    assert brightness[0] < brightness[1] < brightness[2]


def test_in_the_network_a_unit_lights_up_alone(canvas: Surface) -> None:
    silent = pixels(network_with(canvas, activity(at(1))))
    active = pixels(network_with(canvas, activity(at(1), hidden={(1, 2): 1.0})))
    inner = around(PLACES.units[1][2], 8)
    part = np.s_[inner.left : inner.right, inner.top : inner.bottom]
    assert active[part].mean() > silent[part].mean() + 30
    for layer, units in enumerate(PLACES.units):
        for i, centre in enumerate(units):
            x, y = centre[0] + PLACES.radius_px // 2, centre[1] + PLACES.radius_px // 2
            assert (layer, i) == (1, 2) or (active[x, y] == silent[x, y]).all()


def mask(canvas: Surface, role: Role) -> np.ndarray:
    """Which pixels a unit's mark of a role covers, whatever their colour."""
    canvas.fill((1, 2, 3))
    draw_unit(canvas, role, (100, 100), 16, 0.5)
    return (pixels(canvas, Rect(60, 60, 80, 80)) != (1, 2, 3)).any(axis=2)


def test_roles_differ_in_shape_and_not_only_in_colour(canvas: Surface) -> None:
    masks = {role: mask(canvas, role) for role in Role}
    for role, other in ((a, b) for a in Role for b in Role if a < b):
        covered = min(masks[role].sum(), masks[other].sum())
        assert (masks[role] ^ masks[other]).sum() > 0.05 * covered, (role, other)


def test_roles_differ_in_their_names() -> None:
    names = [unit_name([[role]], Unit(0, 0)) for role in (M, D, X, O)]
    assert names == ["1·M0", "1·D0", "1·X0", "1·0"]


# connections


def test_the_strongest_connections_come_first_with_their_sign() -> None:
    assert strongest(np.array([[1.0, -4.0], [2.0, 0.1]]), EdgeChoice(most=2)) == [
        (0, 1, -1.0),
        (1, 0, 0.5),
    ]


def test_connections_that_carry_little_or_nothing_are_not_drawn() -> None:
    assert strongest(np.array([[10.0, 0.1]]), EdgeChoice(most=5)) == [(0, 0, 1.0)]
    assert strongest(np.zeros((3, 2)), EdgeChoice(most=5)) == []


# outputs


def bar_px(surface: Surface, index: int) -> int:
    """How long an action's bar is."""
    box = PLACES.outputs[index].inflate(-12, -8)
    row = pixels(surface, Rect(box.left, box.bottom - 6, box.width, 1))[:, 0].sum(axis=1)
    return int((row > 300).sum())


@pytest.mark.parametrize(("share", "is_dashed"), [(1.0, False), (-1.0, True)])
@pytest.mark.parametrize("length_px", [22, 300])
def test_what_holds_back_is_dashed(
    canvas: Surface, share: float, is_dashed: bool, length_px: int
) -> None:
    page = Page(canvas, LAYOUT, NETWORK, activity(at(1)))
    draw_connection(page, (100, 100), (100 + length_px, 100), share)
    along = pixels(canvas, Rect(100, 100, length_px, 1))[:, 0]
    is_ground = (along == colours().background).all(axis=1)
    assert is_ground[2:-2].any() == is_dashed
    assert not is_ground[1]
    assert not is_ground[-2]


def test_a_likelier_action_has_a_longer_bar(canvas: Surface) -> None:
    shares = (0.4, 0.7, 1.0)
    drawn = [network_with(canvas, activity(at(1), probability=p)) for p in shares]
    lengths = [bar_px(surface, 0) for surface in drawn]
    assert lengths == [pytest.approx(p * (PLACES.outputs[0].width - 12), abs=3) for p in shares]
    assert bar_px(drawn[0], 1) > bar_px(drawn[1], 1) > bar_px(drawn[2], 1) == 0


@pytest.mark.parametrize("action", BRAIN_ACTIONS)
def test_the_chosen_action_and_no_other_is_framed(canvas: Surface, action: Action) -> None:
    surface = network_with(canvas, activity(at(1), action=action, probability=0.25))
    rims = [light(surface, Rect(box.left, box.centery, 2, 1)) for box in PLACES.outputs]
    assert int(np.argmax(rims)) == action
    assert sorted(rims)[-1] > 2 * sorted(rims)[-2]


# the glow of an answer


@pytest.fixture
def panel(canvas: Surface) -> BrainPanel:
    return panel_of((1280, 720))


def drawn(panel: BrainPanel, canvas: Surface, shown: BrainActivity, now_s: float) -> np.ndarray:
    panel.draw(canvas, shown, now_s)
    return pixels(canvas)


ANSWER = activity(at(1), hidden={(0, 1): 1.0, (1, 3): 0.2})


def test_a_unit_that_answers_a_loss_glows_and_fades(panel: BrainPanel, canvas: Surface) -> None:
    panel.inspected.history.follow(turn(HURT), ANSWER, now_s=5.0)
    first, later, calm = (drawn(panel, canvas, ANSWER, now_s) for now_s in (5.0, 5.5, 7.0))
    lit = differing(first, calm)
    assert 40 < lit.width < 120
    part = np.s_[lit.left : lit.right, lit.top : lit.bottom]
    assert first[part].mean() > later[part].mean() > calm[part].mean()
    assert (first >= calm).all()


@pytest.mark.parametrize(
    ("event", "seen"),
    [(Hopped(FROG, 1), ANSWER), (HURT, activity(at(1), hidden={(0, 1): 1.0}, calm={(0, 1): 1.0}))],
    ids=["no loss", "as active in calm"],
)
def test_nothing_else_glows(
    panel: BrainPanel, canvas: Surface, event: Event, seen: BrainActivity
) -> None:
    panel.inspected.history.follow(turn(event), seen, now_s=5.0)
    assert not differing(*(drawn(panel, canvas, seen, now_s) for now_s in (5.0, 7.0)))


def test_drawing_the_same_turn_again_gives_the_same_picture(
    panel: BrainPanel, canvas: Surface
) -> None:
    first = drawn(panel, canvas, ANSWER, 1.0)
    canvas.fill((0, 0, 0), LAYOUT.panel)
    assert not differing(first, drawn(panel, canvas, ANSWER, 1.0))


def test_a_panel_keeps_to_its_place(panel: BrainPanel, canvas: Surface) -> None:
    before = pixels(canvas)
    panel.inspected.history.follow(turn(HURT), ANSWER, now_s=0.0)
    changed = differing(before, drawn(panel, canvas, ANSWER, 0.0))
    assert LAYOUT.panel.contains(changed)


# parts of a panel at every size


def panel_of(size: tuple[int, int], zoom: float = 1.0) -> BrainPanel:
    layout = layout_for(size, True, zoom=zoom)
    inspected = InspectedBrain(make_match(Setup(seed=1)), TOAD, CARD)
    return BrainPanel(layout, layout.panel, inspected, [tab(inspected) for tab in TABS])


WINDOWS = [(640, 400), (1024, 640), (1280, 720), (2560, 1440), (720, 1280)]


@pytest.mark.parametrize("zoom", [1.0, 1.3])
@pytest.mark.parametrize("size", WINDOWS, ids=str)
def test_the_name_of_every_tab_is_whole(size: tuple[int, int], zoom: float) -> None:
    blank_window(size)
    shown = panel_of(size, zoom)
    px = shown._layout.px
    places = shown._tab_places()
    for tab, place in zip(shown._tabs, places, strict=True):
        assert text_px(tab.name, round(0.75 * px(15)), True) <= place.width - px(4)
    assert all(a.right < b.left for a, b in itertools.pairwise(places))
    assert places[-1].right <= shown._places.strip.right


# where a tooltip stands: beside what it is about, in the window

WINDOW = Rect(0, 0, 1280, 720)
TOOLTIP = (400, 30)


def test_a_note_stands_below_what_it_is_about() -> None:
    unit = Rect(600, 400, 40, 40)
    plate = tooltip_place(TOOLTIP, unit, (620, 420), WINDOW, 8)
    assert plate.top >= unit.bottom + 8
    assert plate.centerx == 620


def test_at_the_window_s_lower_edge_it_stands_above() -> None:
    entry = Rect(600, 690, 100, 20)
    assert tooltip_place(TOOLTIP, entry, (620, 700), WINDOW, 8).bottom <= entry.top - 8


def test_beside_what_is_as_high_as_the_window_it_stands_beside() -> None:
    column = Rect(0, 0, 300, 720)
    assert tooltip_place(TOOLTIP, column, (150, 300), WINDOW, 8).left >= column.right


@pytest.mark.parametrize("at", [(x, y) for x in (0, 640, 1279) for y in (0, 360, 719)])
@pytest.mark.parametrize("size", [(30, 30), (900, 60), (1200, 20)])
def test_it_never_leaves_the_window_and_never_covers_the_thing(
    at: tuple[int, int], size: tuple[int, int]
) -> None:
    thing = Rect(0, 0, 40, 30)
    thing.center = at
    plate = tooltip_place(size, thing, at, WINDOW, 8)
    assert WINDOW.contains(plate)
    assert not plate.colliderect(thing)


def test_over_what_fills_the_window_it_leaves_the_mouse_free() -> None:
    plate = tooltip_place(TOOLTIP, WINDOW, (640, 360), WINDOW, 8)
    assert not plate.colliderect(Rect(640, 360, POINTER_PX, POINTER_PX))
