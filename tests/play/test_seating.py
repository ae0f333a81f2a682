"""Who drives in a replay: brains as they were then, and plain words where that cannot be shown."""

from collections.abc import Callable

import numpy as np
import pygame
import pytest
from brains import small_brain
from fake_brain import FakeBrain
from test_training_tab import FakeSeries
from worlds import PAPER

from brain.network.policy import NetworkPolicy
from game.inspection.interventions import Intervention, Kind
from game.inspection.protocols import Brain
from game.inspection.replay import Replay
from game.play.match import YOU, Match, Seat
from game.play.seating import ANOTHER, CHANGED, Seating
from game.play.setup import Choices
from game.rules.actions import Action, Who
from game.rules.policies import TEACHER
from game.view.app import App, WindowOptions
from game.view.paint.theme import colours
from game.view.scenes.replay import BOTH_DIFFER, ReplayScene

FROG, TOAD = Who
BRAIN = NetworkPolicy(small_brain())
SILENT = Intervention("hidden1", (2,))
LEAPS = Intervention("outputs", (2,), Kind.CLAMP, 100.0)
LOUD = Intervention("hidden2", (0, 1), Kind.CLAMP, np.array([3.0, 2.0], np.float32))


def changed_midway(brain: Brain = BRAIN) -> Replay:
    """A game of 60 turns in which Toad's brain is changed in turn 20, and intact from 40 on."""
    match = Match(1, PAPER, {FROG: Seat("teacher", TEACHER), TOAD: _seat(brain)})
    for turn in range(60):
        if turn in (20, 40):
            match.change_brain(TOAD, [SILENT, LOUD, LEAPS] if turn == 20 else [])
        match.play()
    return match.replay()


def _seat(brain: Brain) -> Seat:
    return Seat(brain.name, brain, brain.card.digest)


def finder(*brains: Brain) -> Callable[[str], Brain | None]:
    return {brain.card.digest: brain for brain in brains}.get


def complaints(seating: Seating, turn: int) -> list[str]:
    return [shown.complaint for who in Who if (shown := seating.seat_at(who, turn)).complaint]


def test_a_brain_is_changed_again_from_the_turn_on_in_which_it_was() -> None:
    seating = Seating(changed_midway(), finder(BRAIN))
    for turn, wanted in ((0, 0), (19, 0), (20, 3), (39, 3), (40, 0)):
        seat = seating.seat_at(TOAD, turn).seat
        assert isinstance(seat.policy, NetworkPolicy)
        assert len(seat.policy.interventions) == wanted
        assert (seat.label, seat.caveat) == (BRAIN.name, "")
        assert complaints(seating, turn) == []


def test_the_brain_that_is_shown_chooses_every_action_that_was_recorded() -> None:
    replay = changed_midway()
    seating = Seating(replay, finder(BRAIN))
    for turn in replay.play()[1::2]:
        policy = seating.seat_at(TOAD, turn.before.turn).seat.policy
        assert policy is not None
        assert policy.decide(turn.before, TOAD, PAPER)[0] == turn.action
    intact = [BRAIN.decide(t.before, TOAD, PAPER)[0] for t in replay.play()[21:40:2]]
    assert intact != [int(turn.action) for turn in replay.play()[21:40:2]]


def test_without_what_was_changed_the_panel_says_that_it_shows_the_intact_brain() -> None:
    seating = Seating(changed_midway().model_copy(update={"changes": ()}), finder(BRAIN))
    assert complaints(seating, 19) == []
    seat = seating.seat_at(TOAD, 20).seat
    assert (seat.label, seat.caveat) == (f"{BRAIN.name} (modified)", CHANGED)
    assert seat.policy is BRAIN
    assert complaints(seating, 20) == [
        "Toad's brain was changed here; its panel shows the intact one"
    ]


def test_a_change_that_does_not_fit_the_brain_is_not_made() -> None:
    replay = changed_midway()
    change = replay.changes[0]
    other = change.interventions[0].model_copy(update={"units": (60,)})
    wrong = (change.model_copy(update={"interventions": (other,)}), *replay.changes[1:])
    seating = Seating(replay.model_copy(update={"changes": wrong}), finder(BRAIN))
    assert seating.seat_at(TOAD, 20).seat.caveat == CHANGED


def test_a_brain_that_is_not_here_is_named_and_the_one_before_it_shown() -> None:
    match = Match(1, PAPER, {FROG: Seat(YOU), TOAD: _seat(BRAIN)})
    for turn in range(20):
        if turn == 10:
            match.seat(TOAD, Seat("new brain epoch 5", FakeBrain(), "abc"))
        match.play()
    replay = match.replay()
    seating = Seating(replay, finder(BRAIN))
    assert complaints(seating, 9) == []
    assert seating.seat_at(TOAD, 10).seat.caveat == ANOTHER
    assert seating.seat_at(TOAD, 10).seat.policy is BRAIN
    told = "Toad's brain 'new brain epoch 5' (abc) is not here"
    assert complaints(seating, 10) == [f"{told}; its panel shows {BRAIN.name}"]
    nobody = Seating(replay, finder())
    assert nobody.seat_at(TOAD, 10).seat == Seat("new brain epoch 5", None, "abc")
    assert complaints(nobody, 10) == [told]


def test_a_checkpoint_of_a_series_that_ships_is_found() -> None:
    series = FakeSeries(3, "paper")
    choices = Choices(
        lambda name: FakeBrain(name), ("fake",), (), {"paper": series}.get, ("paper",)
    )
    assert choices.find_brain(f"{2:012d}") is series.brain(1)
    assert choices.find_brain("0" * 12) is not None
    assert choices.find_brain("f" * 12) is None


@pytest.fixture
def app() -> App:
    return App(WindowOptions((1280, 720), is_uncapped=True, is_muted=True), began_s=0.0)


def watched(app: App, replay: Replay, find: Callable[[str], Brain | None]) -> ReplayScene:
    scene = ReplayScene(app, replay, find)
    app.push(scene)
    scene.is_paused = True
    return scene


def banner_px(scene: ReplayScene) -> int:
    """Pixels of the red banner in the head of Toad's panel."""
    scene.draw(scene.app.surface)
    head = scene.view._panel._places.header
    shown = pygame.surfarray.array3d(scene.app.surface.subsurface(head))
    return int((shown == colours().distress).all(axis=2).sum())


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_panel_wears_a_banner_from_the_change_on(app: App, is_kept: bool) -> None:
    replay = changed_midway()
    if not is_kept:
        replay = replay.model_copy(update={"changes": ()})
    scene = watched(app, replay, finder(BRAIN))
    for place, is_worn in ((19, False), (20, True), (30, True), (40, False), (21, True)):
        scene.go_to(place)
        assert (banner_px(scene) > 500) == is_worn
        assert bool(scene.view.inspected[TOAD].changed_units()) == (is_worn and is_kept)
        assert bool(scene.complaints()) == (is_worn and not is_kept)


def test_the_past_is_told_by_the_brain_as_it_was_then(app: App) -> None:
    """Standing in a later moment, the raster has the changed unit silent in its turns only."""
    unit = 2
    scene = watched(app, changed_midway(), finder(BRAIN))
    scene.go_to(60)
    past = scene.view.histories[TOAD].turns
    seen = {turn: past[turn - 1].hidden[0][unit] for turn in range(1, 61)}
    assert not any(seen[turn] for turn in range(20, 40))
    assert any(seen[turn] for turn in [*range(1, 20), *range(40, 61)])


def test_what_cannot_be_shown_of_both_is_said_in_few_words(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    scene = watched(app, changed_midway().model_copy(update={"changes": ()}), finder())
    monkeypatch.setattr(scene.bar, "draw", lambda *parts: told.append(parts[-1]))
    scene.draw(app.surface)
    assert told[-1] == f"Toad's brain '{BRAIN.name}' ({BRAIN.card.digest}) is not here"
    match = Match(1, PAPER, {FROG: _seat(BRAIN), TOAD: _seat(BRAIN)})
    match.play()
    scene = watched(app, match.replay(), finder())
    monkeypatch.setattr(scene.bar, "draw", lambda *parts: told.append(parts[-1]))
    scene.draw(app.surface)
    assert told[-1] == BOTH_DIFFER


def test_a_character_that_is_handed_over_has_a_panel_to_turn_to_from_then_on(app: App) -> None:
    match = Match(1, PAPER, {FROG: Seat(YOU), TOAD: _seat(BRAIN)})
    for turn in range(40):
        if turn == 20:
            match.seat(FROG, _seat(BRAIN))
        match.play(Action.HOP)
    scene = watched(app, match.replay(), finder(BRAIN))
    for place, brains in ((10, [TOAD]), (20, [FROG, TOAD]), (10, [TOAD])):
        scene.go_to(place)
        scene.draw(app.surface)
        assert list(scene.view.activities()) == brains
        assert scene.view.choice.whose == TOAD  # whoever is looked at stays in view
    scene.is_paused = False
    for _ in range(200):
        scene.update(1 / 60)
        scene.draw(app.surface)
    assert scene.place > 20
    for _ in range(3):  # the world only, the brain in play, the laboratory
        scene.view.turn_view()
    assert scene.view.choice.whose == FROG


def test_what_one_changes_while_watching_stays(app: App) -> None:
    scene = watched(app, changed_midway(), finder(BRAIN))
    scene.go_to(5)
    scene._match.change_brain(TOAD, [SILENT])
    scene.go_to(10)
    assert scene._match.is_modified_now(TOAD)
    scene.go_to(40)
    assert not scene._match.is_modified_now(TOAD)
