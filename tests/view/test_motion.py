"""Motion between turns: it arrives where the state says, nothing jumps, words stand clear."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, islice, pairwise

import numpy as np
import pytest
from fake_brain import FakeBrain
from pygame import Rect
from stage import blank_window
from worlds import ALWAYS_LEAPS, NEVER_LEAPS, PAPER, world

from game.play.match import Match, Seat, Turn
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.rules.policies import RANDOM, TEACHER
from game.rules.state import WorldState, unpack
from game.rules.step import play_turn, step
from game.view.paint.layout import layout_for
from game.view.world import world_view
from game.view.world.motion import FloatingText, Motion, ease, floating_texts, still_floating
from game.view.world.world_view import FLY_HEIGHT_COLUMNS, WorldView, clear_of

FROG, TOAD = Who
ROUND_S = 0.2
TICK_S = 1 / 240
TICKS = 48  # a round
MOVE_S = 0.08
LARGEST_STEP_COLUMNS = 0.45  # in a tick: a leap of 5 columns in 0.08 s, at its fastest


def turn(state: WorldState, action: Action) -> Turn:
    """Play an action of the acting character."""
    after, told = step(state, action, PAPER)
    return Turn(state, after, state.who, action, tuple(told.of()))


def resting(state: WorldState) -> Motion:
    motion = Motion(round_s=ROUND_S)
    motion.reset(state)
    return motion


def playing(turns: int, gap_s: float) -> Iterator[tuple[Motion, Match, float]]:
    """Yield the motion of a game at every tick, a turn every `gap_s`."""
    match = Match(5, PAPER, {FROG: Seat("teacher", TEACHER), TOAD: Seat("random", RANDOM)})
    motion = resting(match.state)
    ticks = round(gap_s / TICK_S)
    for i in range(turns):
        now_s = i * gap_s
        motion.follow(match.play(), now_s)
        for tick in range(ticks):
            yield motion, match, now_s + tick * TICK_S


def places(state: WorldState) -> dict[Who, float]:
    """Columns of the world in which the characters stand."""
    return {who: float(state.distance[0] + state.column[0, who]) for who in Who}


def steps(values: list[float]) -> list[float]:
    """How far each value is from the one before."""
    return [abs(b - a) for a, b in pairwise(values)]


def test_easing_begins_and_ends_at_rest() -> None:
    assert (ease(-1), ease(0), ease(0.5), ease(1), ease(2)) == (0, 0, 0.5, 1, 1)
    assert ease(0.01) < 0.001


def test_at_first_everything_stands_where_the_state_says() -> None:
    motion = resting(world(column=(8, 4), flies=[3, 30]))
    assert {who: figure.column.at(0) for who, figure in motion.figures.items()} == {
        FROG: 8,
        TOAD: 4,
    }
    assert sorted(fly.column.at(0) for fly in motion.flies.values()) == [3, 30]
    assert motion.camera.at(0) == 0


@pytest.mark.parametrize(("action", "column"), [(Action.HOP, 9), (Action.LEAP, 13)])
def test_a_move_begins_at_the_old_place_and_ends_at_the_new(action: Action, column: int) -> None:
    state = world(column=(8, 4))
    motion = resting(state)
    motion.follow(turn(state, action), now_s=1.0)
    figure = motion.figures[FROG]
    assert figure.column.at(1.0) == 8
    assert 8 < figure.column.at(1.0 + MOVE_S / 2) < column
    assert figure.column.at(1.0 + 0.09) == column
    assert figure.height(1.0 + MOVE_S / 2) > 0
    assert figure.height(1.0) == figure.height(1.0 + 0.09) == 0


def test_a_partner_carried_by_help_leaps() -> None:
    state = world(column=(8, 4))
    helps = (turn(replace(state, turn=t), Action.HELP) for t in range(0, 200, 2))
    helped = next(t for t in helps if t.after.column[0, TOAD] == 9)
    motion = resting(state)
    motion.follow(helped, now_s=0.0)
    assert motion.figures[TOAD].pose == "leap"
    assert motion.figures[TOAD].column.at(ROUND_S) == 9


@pytest.mark.parametrize("round_s", [0.05, 0.2, 0.8])
def test_what_a_turn_did_is_seen_when_its_move_lands_and_all_stands_there(round_s: float) -> None:
    motion = resting(world(column=(20, 20), flies=[25]))
    leap = turn(world(column=(20, 20), flies=[25]), Action.LEAP)
    motion.round_s = round_s
    motion.follow(leap, now_s=1.0)
    assert 1.0 < motion.lands_s <= 1.0 + 0.45 * round_s
    assert motion.seen(motion.lands_s - 0.001) is not leap.after
    assert motion.seen(motion.lands_s) is leap.after
    assert motion.camera.at(motion.lands_s) == leap.after.distance[0] > 0
    assert motion.figures[FROG].column.at(motion.lands_s) == places(leap.after)[FROG]


def test_turns_on_each_other_s_heels_land_in_their_order() -> None:
    first = turn(world(column=(8, 4)), Action.HOP)
    second = turn(first.after, Action.HOP)
    motion = resting(first.before)
    for told, at_s in ((first, 0.0), (second, 0.03)):
        motion.follow(told, at_s)
    assert [motion.seen(at_s) for at_s in (0.07, 0.1, 0.12)] == [
        first.before,
        first.after,
        second.after,
    ]


def test_the_world_stands_still_a_moment_where_somebody_is_hurt_and_catches_up() -> None:
    hurt, calm = (turn(world(column=(8, 4), rough=rough), Action.HOP) for rough in ([9], []))
    for told in (hurt, calm):
        motion = resting(told.before)
        motion.follow(told, 0.0)
        shown = [motion.held(motion.lands_s + tick * TICK_S) for tick in range(TICKS)]
        stopped_s = sum(b == a for a, b in pairwise(shown)) * TICK_S
        assert (0.03 < stopped_s <= 0.06) == (told is hurt)
        assert shown[-1] == motion.lands_s + (TICKS - 1) * TICK_S
        assert min(b - a for a, b in pairwise(shown)) >= 0
        motion.follow(turn(told.after, Action.HOP), motion.lands_s + 0.02)
        assert motion.held(motion.lands_s) == motion.lands_s  # which is where the next one lands


def test_energy_arrives_at_the_partner_when_it_counts() -> None:
    given = turn(world(column=(8, 4), energy=(10, 10)), Action.HELP)
    motion = resting(given.before)
    motion.follow(given, 1.0)
    gift = motion.figures[FROG].gift
    assert [gift.share(at_s) for at_s in (1.0, motion.lands_s)] == pytest.approx([0, 1])
    assert {text.began_s for text in motion.texts} == {motion.lands_s}


def test_after_a_move_all_stand_where_the_state_says() -> None:
    for motion, match, now_s in islice(playing(200, ROUND_S), TICKS - 1, None, TICKS):
        shown = {who: figure.column.at(now_s) for who, figure in motion.figures.items()}
        assert shown == places(match.state)
        assert motion.camera.at(now_s) == match.distance


def test_flies_arrive_in_their_columns() -> None:
    for motion, match, now_s in islice(playing(200, ROUND_S), TICKS - 1, None, TICKS):
        flies = [fly.column.at(now_s) for fly in motion.flies.values()]
        assert flies == unpack(match.state.flies)[0].nonzero()[0].tolist()


@pytest.mark.parametrize("gap_s", [0.3, 0.1, 0.05])
@pytest.mark.parametrize(
    "shown",
    [
        lambda motion, now_s: motion.camera.at(now_s),
        lambda motion, now_s: motion.figures[FROG].column.at(now_s),
        lambda motion, now_s: motion.figures[TOAD].column.at(now_s),
    ],
    ids=["camera", "frog", "toad"],
)
def test_nothing_jumps_when_a_turn_comes_before_the_last_motion_is_over(
    shown: Callable[[Motion, float], float], gap_s: float
) -> None:
    values = [shown(motion, now_s) for motion, _, now_s in playing(150, gap_s)]
    assert max(steps(values)) < LARGEST_STEP_COLUMNS
    assert values[-1] > 10


def test_no_character_falls_out_of_the_air() -> None:
    heights = [motion.figures[FROG].height(now_s) for motion, _, now_s in playing(150, 0.1)]
    assert max(steps(heights)) < LARGEST_STEP_COLUMNS


def test_a_fly_glides_to_the_next_column() -> None:
    state = world(flies=[10], column=(8, 4))
    turns = (turn(replace(state, turn=t), Action.WAIT) for t in range(0, 200, 2))
    moved = next(t for t in turns if t.after.flies[0] == 1 << 11)
    motion = resting(state)
    motion.follow(moved, now_s=0.0)
    (fly,) = motion.flies.values()
    assert [fly.column.at(0.0), fly.column.at(ROUND_S)] == [10, 11]
    assert 10 < fly.column.at(ROUND_S / 4) < 11


def test_a_fly_that_is_eaten_is_gone() -> None:
    state = world(flies=[8], column=(8, 4), energy=(10, 10))
    eaten = turn(state, Action.JUMP)
    motion = resting(state)
    motion.follow(eaten, now_s=2.0)
    assert not motion.flies or 8 not in {f.column.start for f in motion.flies.values()}
    assert motion.figures[FROG].caught_s == motion.lands_s


def test_ground_already_passed_keeps_its_rough_columns() -> None:
    state = replace(world(rough=[2, 20], column=(20, 20)), ground=world(rough=[2, 20]).ground)
    scrolled = turn(state, Action.LEAP)
    columns = int(scrolled.after.distance[0])
    assert columns > 2
    motion = resting(state)
    motion.follow(scrolled, now_s=0.0)
    assert [c for c in range(21) if motion.rough[c]] == [2, 20]


# words over a character: what a help gave, and what one that gives nothing is


@pytest.mark.parametrize(
    ("energy", "rules", "said"),
    [
        (10, NEVER_LEAPS, {"frog": ["−1"], "toad": ["+2"]}),
        (10, ALWAYS_LEAPS, {"frog": ["−1"], "toad": ["pulled along −1", "+2"]}),
        (20, NEVER_LEAPS, {"frog": [], "toad": ["already full"]}),
        (20, ALWAYS_LEAPS, {"frog": [], "toad": ["pulled along −1"]}),
    ],
)
def test_a_help_says_what_it_gave_and_whom_it_pulled(
    energy: int, rules: Rules, said: dict[str, list[str]]
) -> None:
    turn = play_turn(world(energy=(10, energy)), Action.HELP, rules)
    words: dict[str, list[str]] = {"frog": [], "toad": []}
    for text in floating_texts(turn, now_s=0.0):
        words[text.who.key].append(text.words)
    assert words == said


def test_a_pull_that_ends_in_thorns_says_so_and_all_that_it_cost() -> None:
    turn = play_turn(world(column=(15, 10), energy=(10, 20), rough=[15]), Action.HELP, ALWAYS_LEAPS)
    said = [(text.who, text.words) for text in floating_texts(turn, now_s=0.0)]
    assert said == [(Who.TOAD, "pulled into thorns −2")]


def test_two_words_at_most_stand_over_a_character_a_loss_first() -> None:
    old = [
        FloatingText(Who.TOAD, words, None, 0.0) for words in ("no fly", "wait for your partner")
    ]
    new = [FloatingText(Who.TOAD, "+2", True, 0.1), FloatingText(Who.TOAD, "−1", False, 0.1)]
    seen = still_floating(old, new, now_s=0.1)
    assert [text.words for text in seen] == ["−1", "+2"]


@pytest.mark.parametrize("taken", [[], [Rect(80, 20, 80, 40), Rect(230, 0, 70, 60)]])
def test_no_word_covers_another_or_what_stands_there(taken: list[Rect]) -> None:
    room = Rect(0, 0, 400, 60)
    for x in (100, 90, 120, 250, 290, 100):
        taken.append(clear_of(Rect(x, 30, 60, 20), taken, room))
    for i, one in enumerate(taken):
        assert room.contains(one)
        assert one.collidelist(taken[i + 1 :]) == -1


def test_two_in_one_column_come_to_stand_beside_each_other() -> None:
    turn = play_turn(world(column=(9, 10)), Action.HOP, NEVER_LEAPS)
    motion = resting(turn.before)
    assert motion.sharing(0.0) == 0
    motion.follow(turn, 1.0)
    shares = [motion.sharing(1.0 + 0.01 * i) for i in range(30)]
    assert (shares[0], shares[-1]) == (0, 1)
    assert shares == sorted(shares)
    motion.follow(play_turn(turn.after, Action.WAIT, NEVER_LEAPS), 2.0)
    assert motion.sharing(2.0) == 1


def test_no_word_covers_a_firefly(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = Rules(firefly_rounds=5)
    match = Match(1, rules, {who: Seat("fake", FakeBrain()) for who in Who})
    match.show(replace(world(energy=(0, 9)), still_turns=np.array([999], np.int32)))
    motion, surface, words = resting(match.state), blank_window(), list[Rect]()
    motion.texts = [FloatingText(Who.FROG, "no fly", None, 0.0)]
    view = WorldView(layout_for((1280, 720), has_panel=True))
    with monkeypatch.context() as seeing:
        seeing.setattr(world_view, "clear_of", lambda *a: words.append(clear_of(*a)) or words[-1])
        for now_s in (0.0, 0.4, 0.8):
            view.draw(surface, match, motion, now_s)
            view.draw_words(surface, motion, now_s)
            x, y = view._feet(motion, Who.FROG, now_s)
            firefly = (round(x), round(y - FLY_HEIGHT_COLUMNS * view._life_px))
            assert not words[-1].inflate(20, 20).collidepoint(firefly)
    assert len(words) == 3


@pytest.mark.parametrize("columns", [(9, 9), (9, 10), (10, 9)])
def test_two_characters_can_both_be_seen_and_no_number_covers_one(
    columns: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    match = Match(1, PAPER, {who: Seat("fake", FakeBrain()) for who in Who})
    match.show(world(column=columns))
    motion, surface = resting(match.state), blank_window()
    motion.texts = [FloatingText(who, "already full", None, 0.0) for who in Who]
    view, words = WorldView(layout_for((1280, 720), has_panel=True)), list[Rect]()
    label = Rect(300, 60, 200, 60)
    with monkeypatch.context() as seeing:
        seeing.setattr(world_view, "clear_of", lambda *a: words.append(clear_of(*a)) or words[-1])
        for now_s in (0.0, 0.4, 0.8):
            view.draw(surface, match, motion, now_s)
            view.draw_words(surface, motion, now_s, [label])
            one, other = sorted(view._bodies, key=lambda body: body.left)
            assert other.left - one.left >= view._layout.column_px * 0.6
            assert other.right > one.right
            taken = [one, other, label, *words[-2:]]
            assert not any(a.colliderect(b) for a, b in combinations(taken, 2) if b in words[-2:])
    assert len(words) == 6
