"""One game: who chooses, what is counted, and that looking changes nothing."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from fake_brain import FakeBrain
from worlds import PAPER

from game.inspection.replay import load_replay, save_replay
from game.play import match as match_module
from game.play.match import Match, Seat, Turn
from game.rules.actions import Action, Who
from game.rules.events import EnergyLost, FlyCaught, Helped, Hopped, Scrolled, event_name
from game.rules.policies import RANDOM, SLOW, TEACHER, Policy
from game.rules.state import start
from game.rules.step import step

FROG, TOAD = Who


def match(frog: Policy | None, toad: Policy | None, seed: int = 3) -> Match:
    """A game between these; None is a person."""
    policies = {FROG: frog, TOAD: toad}
    return Match(seed, PAPER, {w: Seat(p.name if p else "you", p) for w, p in policies.items()})


def played(match: Match, turns: int) -> list[Turn]:
    return [match.play() for _ in range(turns)]


def test_turns_alternate_and_hang_together() -> None:
    turns = played(match(SLOW, FakeBrain()), 20)
    assert [turn.who for turn in turns] == [FROG, TOAD] * 10
    for turn, following in pairwise(turns):
        assert turn.after is following.before


@pytest.mark.parametrize(("pressed", "action"), [(Action.HOP, Action.HOP), (None, Action.WAIT)])
def test_a_person_does_what_is_pressed_and_else_waits(pressed: Action, action: Action) -> None:
    game = match(None, TEACHER)
    turn = game.play(pressed)
    assert (turn.who, turn.action, game.points(FROG)) == (FROG, action, action == Action.HOP)


def test_keys_do_not_move_a_character_that_a_policy_drives() -> None:
    game = match(None, TEACHER)
    game.play()
    assert game.play(Action.HELP).action == Action.HOP


@pytest.fixture(scope="module")
def long_game() -> tuple[Match, list[Turn]]:
    game = match(RANDOM, FakeBrain())
    return game, played(game, 600)


def test_the_summary_names_the_game(long_game: tuple[Match, list[Turn]]) -> None:
    told = long_game[0].summary()
    assert (told["seed"], told["rules"], told["turns"]) == (3, "paper", 600)
    assert told["played_by"] == {"frog": "random", "toad": "fake"}


def test_the_summary_counts_every_action_and_event(long_game: tuple[Match, list[Turn]]) -> None:
    game, turns = long_game
    told = game.summary()
    for who in Who:
        actions = Counter(turn.action.name.lower() for turn in turns if turn.who == who)
        assert Counter(told["actions"][who.name.lower()]) == actions
    names = Counter(event_name(event) for turn in turns for event in turn.events)
    assert sum((Counter(c) for c in told["events"].values()), Counter()) == names
    assert names["EnergyLost (rough ground)"] > 0


def test_points_distance_and_energy_follow_from_the_events(
    long_game: tuple[Match, list[Turn]],
) -> None:
    game, turns = long_game
    told = game.summary()
    events = [event for turn in turns for event in turn.events]
    assert told["distance"] == sum(e.columns for e in events if isinstance(e, Scrolled))
    for who in Who:
        name = who.name.lower()
        hops = sum(e.points for e in events if isinstance(e, Hopped) and e.who == who)
        lost = sum(e.amount for e in events if isinstance(e, EnergyLost) and e.who == who)
        eaten = sum(e.amount for e in events if isinstance(e, FlyCaught) and e.who == who)
        given = sum(e.amount for e in events if isinstance(e, Helped) and e.who != who)
        assert told["points"][name] == hops
        assert told["energy"][name] == PAPER.energy_start + eaten + given - lost


@pytest.mark.parametrize("looks", [0, 1, 3])
def test_looking_at_the_brain_changes_nothing(
    looks: int, long_game: tuple[Match, list[Turn]]
) -> None:
    game = match(RANDOM, FakeBrain())
    for _ in range(600):
        for _ in range(looks):
            game.look(TOAD)
        game.play()
    assert game.summary() == long_game[0].summary()


@pytest.mark.parametrize("looks", [1, 3])
def test_a_brain_is_asked_once_a_turn_however_often_it_is_looked_at(looks: int) -> None:
    frog, toad = FakeBrain(), FakeBrain()
    game = match(frog, toad)
    for _ in range(30):
        for _ in range(looks):
            game.look(FROG)
            game.look(TOAD)
        game.play()
    assert frog.looked == [(turn, FROG) for turn in range(30)]
    assert toad.looked == [(turn, TOAD) for turn in range(30)]


def test_unwatched_a_brain_is_asked_in_its_own_turns_only() -> None:
    brain = FakeBrain()
    played(match(SLOW, brain), 10)
    assert brain.looked == [(turn, TOAD) for turn in range(1, 10, 2)]


def test_a_look_is_at_the_state_as_it_is_now() -> None:
    game = match(SLOW, FakeBrain())
    for _ in range(4):
        seen = game.look(TOAD)
        assert seen is not None
        assert seen.turn == game.state.turn
        game.play()


def test_there_is_nothing_to_look_at_in_a_person_or_a_script() -> None:
    game = match(None, SLOW)
    assert (game.look(FROG), game.look(TOAD)) == (None, None)


def test_a_match_is_world_0_of_a_batch_with_the_same_seed(
    long_game: tuple[Match, list[Turn]],
) -> None:
    state = start([3, 8, 9], PAPER)
    for _ in range(600):
        policy = RANDOM if state.who == FROG else TEACHER
        state, _ = step(state, policy.decide(state, state.who, PAPER), PAPER)
    assert state.worlds(slice(0, 1)).digest() == long_game[0].state.digest()


def test_another_seed_is_another_game(long_game: tuple[Match, list[Turn]]) -> None:
    other = match(RANDOM, FakeBrain(), seed=4)
    played(other, 600)
    assert other.state.digest() != long_game[0].state.digest()
    assert np.any(other.state.points != long_game[0].state.points)


# the past


def scripted_match() -> Match:
    return Match(3, PAPER, {who: Seat("teacher", TEACHER) for who in Who})


def test_a_match_played_on_from_the_past_is_the_match_that_never_went_further() -> None:
    went_further, never = scripted_match(), scripted_match()
    for _ in range(40):
        never.play()
    for _ in range(100):
        went_further.play()
    went_further.show(went_further.past[40].before)
    assert went_further.state.turn == 40
    for match in (went_further, never):
        for action in (Action.LEAP, Action.HOP, Action.JUMP):
            match.play(action)
    assert went_further.summary() == never.summary()
    assert went_further.replay() == never.replay()
    assert went_further.is_rewound
    assert not never.is_rewound


def test_to_look_back_and_return_changes_nothing() -> None:
    match, other = scripted_match(), scripted_match()
    for _ in range(30):
        match.play()
        other.play()
    match.show(match.past[5].before)
    match.show(match.past[-1].after)
    assert match.play().after.digest() == other.play().after.digest()
    assert not match.is_rewound


def test_a_replay_of_a_game_that_is_too_long_holds_its_first_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_module, "MOST_TURNS", 20)
    match = scripted_match()
    for _ in range(30):
        match.play()
    match.seat(Who.FROG, Seat("random", RANDOM))
    match.play()
    save_replay(match.replay(), tmp_path / "a.json")
    held = load_replay(tmp_path / "a.json")
    assert len(held.actions) == 20
    assert [driver.label for driver in held.drivers] == ["teacher", "teacher"]
    assert len(match.drivers) == 3


@pytest.mark.parametrize("turns", [0, 7])
@pytest.mark.parametrize("broken", ["actions", "past"])
def test_a_game_that_is_broken_off_in_mid_turn_can_be_played_again(
    turns: int, broken: str, tmp_path: Path
) -> None:
    game = match(SLOW, TEACHER)
    played(game, turns)
    kind = type(getattr(game, broken))

    class Breaking(kind):  # type: ignore[misc, valid-type]
        def append(self, item: object) -> None:
            raise KeyboardInterrupt

    setattr(game, broken, Breaking(getattr(game, broken)))
    with pytest.raises(KeyboardInterrupt):
        game.play()
    save_replay(game.replay(), tmp_path / "game.json")
    assert len(load_replay(tmp_path / "game.json").actions) == turns
