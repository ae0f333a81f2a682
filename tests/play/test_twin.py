"""Twin worlds: one record, two brains; where they part is found as plainly recomputed."""

from itertools import pairwise

import numpy as np
import pygame
import pytest
from brains import small_brain
from fake_brain import FakeBrain
from stage import Stage, blank_window
from worlds import PAPER

from brain.network.policy import NetworkPolicy
from game.inspection.interventions import Intervention, Kind
from game.play.match import YOU, Match, Seat
from game.play.setup import Setup
from game.play.twin import Twins, twin_seats
from game.rules.actions import Action, Who
from game.rules.policies import SLOW, TEACHER
from game.rules.state import start
from game.rules.step import step
from game.view.app import App, WindowOptions
from game.view.paint.text import text_px
from game.view.paint.theme import colours
from game.view.scenes import twin as twin_module
from game.view.scenes.play import PlayOptions
from game.view.scenes.twin import (
    DIFFERENCE,
    KEYS_DO_NOT,
    MODIFIED,
    TwinScene,
    cell_places,
    change_words,
    numbers,
    parting_words,
    twin_layout,
    words_of,
)

FROG, TOAD = Who
HOPS_ONLY = (Intervention("hidden1", (2,)),)  # what any change makes of a fake brain
SPACE, RIGHT, ESC, END = pygame.K_SPACE, pygame.K_RIGHT, pygame.K_ESCAPE, pygame.K_END


def person_beside(brain: FakeBrain | NetworkPolicy, turns: int = 200, seed: int = 3) -> Match:
    """A game in which a person plays Frog as `slow` would."""
    match = Match(seed, PAPER, {FROG: Seat(YOU), TOAD: Seat("fake", brain, brain.card.digest)})
    for _ in range(turns):
        pressed = SLOW.decide(match.state, FROG, PAPER)[0]
        match.play(Action(int(pressed)) if match.who == FROG else None)
    return match


def twins_of(match: Match) -> Twins:
    return Twins(match.replay(), *twin_seats(match))


def test_the_parting_turn_is_that_of_a_plain_recomputation() -> None:
    match = person_beside(FakeBrain())
    match.change_brain(TOAD, HOPS_ONLY)
    twins = twins_of(match)
    assert twins.reach(10_000) == 200
    above = below = start([3], PAPER)
    parted = None
    for turn, recorded in enumerate(match.replay().actions):
        if turn % 2 == FROG:
            chosen = [int(recorded)] * 2
        else:
            chosen = [int(TEACHER.decide(above, TOAD, PAPER)[0]), int(Action.HOP)]
        above, below = step(above, chosen[0], PAPER)[0], step(below, chosen[1], PAPER)[0]
        if parted is None and any(
            np.any(getattr(above, name) != getattr(below, name))
            for name in ("column", "energy", "points", "pose", "ground", "flies")
        ):
            parted = turn
    assert parted is not None
    assert twins.parted == parted
    assert twins.intact.state(200).digest() == above.digest() == match.state.digest()
    assert twins.modified.state(200).digest() == below.digest()
    assert (twins.intact.left_record, twins.modified.left_record) == (None, parted)


def test_without_a_change_both_worlds_are_the_recorded_game() -> None:
    match = person_beside(NetworkPolicy(small_brain()))
    twins = twins_of(match)
    twins.reach(200)
    assert twins.parted is None
    assert twins.modified.state(200).digest() == match.state.digest()
    assert "Nothing is changed" in parting_words(twins, 200)


def test_a_change_that_was_undone_is_still_the_one_that_is_shown() -> None:
    match = person_beside(FakeBrain(), 20)
    match.change_brain(TOAD, HOPS_ONLY)
    match.play(Action.HOP)
    match.change_brain(TOAD, ())
    twins = twins_of(match)
    assert change_words(twins.intact) == ""
    assert change_words(twins.modified) == "Toad: 1·D2 silenced"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([Intervention("hidden1", tuple(range(6)))], "Toad: 6 units of layer 1 silenced"),
        ([Intervention("hidden1", (0, 3), Kind.CLAMP, 12.5)], "Toad: 1·M0, 1·3 held at 12.5"),
        (
            [Intervention("hidden1", (0, 1, 2), Kind.SCALE, 2), Intervention("hidden2", (0, 1))],
            "Toad: 5 units changed",
        ),
    ],
)
def test_what_is_changed_is_told_by_the_names_in_the_panel(
    changes: list[Intervention], words: str
) -> None:
    match = person_beside(FakeBrain(), 20)
    match.change_brain(TOAD, changes)
    match.play(Action.HOP)
    assert change_words(twins_of(match).modified) == words


def test_where_they_parted_is_said_from_then_on() -> None:
    match = person_beside(FakeBrain())
    match.change_brain(TOAD, HOPS_ONLY)
    twins = twins_of(match)
    twins.reach(200)
    assert twins.parted is not None
    assert parting_words(twins, twins.parted) == "The same so far."
    said = parting_words(twins, twins.parted + 1)
    shown = (twins.parted + 1) // 2  # as the bar counts in this moment
    assert said.startswith(f"They parted in round {shown}: there Toad ")
    assert said.endswith("above and hopped below.")


def test_numbers_are_those_of_the_world() -> None:
    match = person_beside(FakeBrain())
    twins = twins_of(match)
    twins.reach(200)
    told = match.summary()
    helps = {who: told["events"][who.key].get("Helped", 0) for who in Who}
    assert numbers(twins.intact, 200) == (
        told["distance"],
        *(told[name]["frog"] for name in ("points", "energy")),
        helps[FROG],
        *(told[name]["toad"] for name in ("points", "energy")),
        helps[TOAD],
    )
    assert helps[TOAD] > 0


@pytest.fixture
def scene() -> TwinScene:
    match = person_beside(FakeBrain())
    match.change_brain(TOAD, HOPS_ONLY)
    app = App(WindowOptions((640, 400), is_uncapped=True, is_muted=True), began_s=0.0)
    shown = TwinScene(app, match.replay(), *twin_seats(match))
    app.push(shown)
    return shown


def press(scene: TwinScene, *keys: int) -> None:
    for key in keys:
        scene.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0))


def seconds(scene: TwinScene, count: float) -> None:
    for _ in range(round(count * 60)):
        scene.update(1 / 60)


def test_both_worlds_go_by_the_clock_and_stand_when_paused(scene: TwinScene) -> None:
    seconds(scene, 2)
    assert scene.place == pytest.approx(20, abs=2)
    press(scene, SPACE)
    at = scene.place
    seconds(scene, 1)
    assert scene.place == at
    press(scene, RIGHT, RIGHT, pygame.K_LEFT, pygame.K_PAGEDOWN, pygame.K_PAGEUP)
    assert scene.place == at + 1
    press(scene, pygame.K_HOME)
    assert scene.place == 0


def test_numbers_change_when_the_moves_have_landed(scene: TwinScene) -> None:
    scene.update(1 / 60)
    assert (scene.place, *(shown.place for shown in scene._shown)) == (1, 0, 0)
    seconds(scene, 0.085)
    assert (scene.place, *(shown.place for shown in scene._shown)) == (1, 1, 1)


def test_a_key_leads_to_the_parting(scene: TwinScene) -> None:
    seconds(scene, 2)
    press(scene, pygame.K_PERIOD)
    assert scene.twins.parted is not None
    assert scene.place == scene.twins.parted + 1
    assert scene.has_parted


def test_a_key_shows_the_twins_over_a_game_that_waits() -> None:
    stage = Stage(setup=Setup(seed=3), options=PlayOptions(speed=4))
    stage.seconds(5)
    stage.match.change_brain(TOAD, HOPS_ONLY)
    stage.press(pygame.K_q)
    assert isinstance(stage.scene, TwinScene)
    at = stage.match.state.turn
    stage.seconds(2)
    assert change_words(stage.scene.twins.modified) == "Toad: 1·D2 silenced"
    stage.press(ESC)
    assert stage.scene is stage.play
    assert stage.play.is_paused
    assert stage.match.state.turn == at


def test_going_back_and_forth_changes_nothing(scene: TwinScene) -> None:
    seconds(scene, 3)
    before = [world.state(150).digest() for world in scene.twins.worlds]
    press(scene, END, pygame.K_HOME, END)
    assert [world.state(150).digest() for world in scene.twins.worlds] == before


def test_keys_that_no_longer_react_are_said_to_be_so(
    scene: TwinScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    plain = twin_module.rendered

    def noting(text: str, *rest: object) -> pygame.Surface:
        written.append(text)
        return plain(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(twin_module, "rendered", noting)
    scene.draw(scene.app.surface)
    assert KEYS_DO_NOT not in written
    seconds(scene, 2)
    press(scene, pygame.K_PERIOD)
    written.clear()
    scene.draw(scene.app.surface)
    assert written.count(KEYS_DO_NOT) == 1


@pytest.mark.parametrize("size", [(640, 400), (1280, 720), (1024, 640), (2560, 1440)])
@pytest.mark.parametrize("zoom", [1.0, 1.3])
def test_no_number_of_a_row_touches_the_next(size: tuple[int, int], zoom: float) -> None:
    cells = words_of((-1234, -999, -20, -99, -999, -20, -99), True)
    blank_window(size)
    layout = twin_layout(size, zoom)
    px = layout.base.px
    places = cell_places(layout.difference)
    assert text_px(DIFFERENCE, px(18), True) < places[0].left - px(10)
    assert text_px(MODIFIED, px(18), True) < places[0].left - px(10)
    for place, cell in zip(places, cells, strict=True):
        assert text_px(cell, px(17), cell.isupper()) <= place.width - px(6), cell
    assert places[-1].right <= size[0]


def test_the_parting_is_seen_where_one_stands_in_it(scene: TwinScene) -> None:
    seconds(scene, 2)
    press(scene, pygame.K_PERIOD)
    scene.draw(scene.app.surface)
    bar = pygame.surfarray.array3d(scene.app.surface.subsurface(scene.bar.place))
    assert (bar == colours().accent).all(axis=2).any()


@pytest.mark.parametrize("size", [(640, 400), (1280, 720), (1024, 640), (3840, 2160)])
@pytest.mark.parametrize("zoom", [1.0, 1.35])
def test_parts_stand_under_each_other_and_within_the_window(
    size: tuple[int, int], zoom: float
) -> None:
    layout = twin_layout(size, zoom)
    parts = [
        layout.head,
        layout.bands[0],
        layout.worlds[0].world,
        layout.bands[1],
        layout.worlds[1].world,
        layout.difference,
        layout.bar.world,
        layout.base.footer,
    ]
    for above, below in pairwise(parts):
        assert above.bottom == below.top
    assert parts[-1].bottom <= size[1]
    assert layout.worlds[0].world.height == layout.worlds[1].world.height
    assert layout.worlds[0].world.height >= 4 * layout.base.column_px
    assert layout.bar.world.height >= layout.base.px(66)
