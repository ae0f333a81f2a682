"""Hints for a new player, each at its moment and once in a life; the tutorial and its lessons."""

from dataclasses import replace
from typing import cast

import numpy as np
import pygame
import pytest
from fake_brain import FakeBrain
from stage import Stage, differing
from worlds import ALWAYS_LEAPS, NEVER_LEAPS, world

from brain.network.policy import load_policy
from game.inspection.protocols import Brain
from game.play.hints import HINTS, IDLE_TURNS, PANEL, Hint, Moment, advice, due_hint
from game.play.lessons import lessons
from game.play.modes import Mode
from game.play.sentences import rule_words
from game.play.setup import DEFAULT_BRAIN, Play, Setup, in_practice
from game.rules.actions import Action, Who
from game.rules.config import Rules, load_rules, rule_set_names
from game.rules.state import WorldState, start
from game.rules.step import Turn, play_turn
from game.view.app import BIG
from game.view.keys.keymap import KeyMap
from game.view.paint.cache import forget_pictures
from game.view.paint.layout import SMALLEST_SIZE, layout_for
from game.view.paint.text import text_px
from game.view.scenes.play import PlayOptions, PlayScene
from game.view.scenes.title import TitleScene
from game.view.scenes.tutorial import DEAF_S, PRAISE_S, TutorialScene

FROG, TOAD = Who.FROG, Who.TOAD
THORNS = play_turn(world(rough=[9]), Action.HOP, NEVER_LEAPS)
MOMENTS: dict[str, tuple[Turn, Who]] = {
    "thorns": (THORNS, FROG),
    "stuck": (play_turn(world(rough=[9], energy=(1, 9)), Action.HOP, NEVER_LEAPS), FROG),
    "both stuck": (play_turn(world(rough=[9], energy=(1, 0)), Action.HOP, NEVER_LEAPS), FROG),
    "edge": (play_turn(world(column=(31, 4)), Action.HOP, NEVER_LEAPS), FROG),
    "trouble": (THORNS, TOAD),
    "helped": (play_turn(world(), Action.HELP, NEVER_LEAPS), TOAD),
    "waited for": (
        play_turn(
            replace(world(column=(1, 31)), still_turns=np.array([IDLE_TURNS], np.int32)),
            Action.WAIT,
            NEVER_LEAPS,
        ),
        FROG,
    ),
    "called": (play_turn(world(energy=(10, 20)), Action.HELP, ALWAYS_LEAPS), TOAD),
    "tired": (play_turn(world(energy=(6, 9), flies=[10]), Action.HOP, NEVER_LEAPS), FROG),
    "exhausted": (play_turn(world(energy=(9, 0)), Action.HOP, NEVER_LEAPS), FROG),
}


MEADOW = load_rules("meadow")
NEEDY = Rules(fly_rate=0, help_leap_rate=0, help_needs=3)
LATE = replace(world(energy=(0, 0)), still_turns=np.array([99], np.int32))
IN_MEADOW: dict[str, tuple[Turn, Who]] = {
    "firefly": (play_turn(LATE, Action.WAIT, MEADOW), FROG),
    "rescue": (play_turn(world(rough=[9]), Action.HOP, MEADOW), TOAD),
    "weak": (play_turn(world(energy=(MEADOW.help_needs - 1, 0)), Action.HELP, MEADOW), FROG),
    "useless": (play_turn(world(), Action.JUMP, MEADOW), FROG),
    "both stuck": (play_turn(world(energy=(0, 1)), Action.WAIT, MEADOW), FROG),
}


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        *((name, Moment(*moment)) for name, moment in MOMENTS.items()),
        *((name, Moment(*moment, rules=MEADOW)) for name, moment in IN_MEADOW.items()),
    ],
)
def test_a_hint_comes_at_its_moment_and_not_once_it_was_seen(name: str, moment: Moment) -> None:
    hint = due_hint(moment, seen=())
    assert hint is not None
    assert hint.name == name
    after = due_hint(moment, seen=(name,))
    assert after is None or after.name != name


@pytest.mark.parametrize("name", rule_set_names())
def test_practice_has_thorns_at_once_whatever_the_rules(name: str) -> None:
    rules = in_practice(load_rules(name))
    first = start(range(200), rules)
    assert (first.ground > 0).mean() > 0.4
    assert (first.ground & (2**rules.thorns_from - 1) == 0).all()


@pytest.mark.parametrize("ahead", [1, 4])
def test_thorns_are_told_of_before_they_hurt(ahead: int) -> None:
    turn = play_turn(world(rough=[9 + ahead]), Action.HOP, NEVER_LEAPS)  # to column 9
    hint = due_hint(Moment(turn, FROG), seen=())
    assert hint is not None
    assert hint.name == "thorns"


@pytest.mark.parametrize(
    "far",
    [
        play_turn(world(rough=[14]), Action.HOP, NEVER_LEAPS),
        play_turn(world(column=(28, 3), rough=[30]), Action.WAIT, NEVER_LEAPS),  # no room to leap
        play_turn(world(energy=(6, 9), flies=[14]), Action.HOP, NEVER_LEAPS),
        play_turn(world(energy=(7, 9), flies=[9]), Action.HOP, NEVER_LEAPS),
        play_turn(world(energy=(1, 0)), Action.HOP, NEVER_LEAPS),  # nothing to give
    ],
)
def test_nothing_is_told_too_early(far: Turn) -> None:
    assert due_hint(Moment(far, FROG), seen=()) is None


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (world(rough=[9], energy=(1, 9)), Action.HOP),  # they have just hurt
        (world(column=(31, 4), energy=(0, 9)), Action.HOP),
        (world(energy=(0, 9), flies=[10]), Action.WAIT),
        (world(energy=(0, 0)), Action.JUMP),
        (world(energy=(0, 0)), Action.HELP),  # what to help would take is of no use now
    ],
)
def test_without_energy_only_what_needs_none_is_asked_for(
    state: WorldState, action: Action
) -> None:
    moment = Moment(play_turn(state, action, NEVER_LEAPS), FROG, rules=NEEDY)
    first = due_hint(moment, seen=())
    assert first is not None
    assert first.name == ("stuck" if moment.energy(TOAD) else "both stuck")
    assert due_hint(moment, seen=(first.name,)) is None


def test_a_hint_goes_when_what_it_asks_for_was_done() -> None:
    stage = playing(seen=("mirror",))
    assert "leap over them" in hurt(stage)
    stage.press(pygame.K_RIGHT)
    stage.seconds(0.4)
    assert "leap over them" in stage.play._badge()
    stage.press(pygame.K_DOWN)
    stage.seconds(0.4)
    assert "leap over them" not in stage.play._badge()


@pytest.mark.parametrize(
    ("rough", "energy", "said"),
    [
        ([9], 10, "Thorns ahead: leap over them (Down)"),
        ([12], 10, "Thorns ahead: leap over them (Down)"),
        ([12, 13], 10, "Thorns ahead, but a leap would land on thorns: hop on (Right)"),
        ([12], 1, "Thorns ahead, too little energy to leap: hop on (Right)"),
        ([9], 1, "Thorns ahead: leap over them (Down)"),
        ([13], 10, "The way is free: hop (Right)"),
    ],
)
def test_practice_tells_of_thorns_while_they_are_ahead(
    rough: list[int], energy: int, said: str
) -> None:
    caps = KeyMap().caps_of_actions()
    assert advice(world(rough=rough, energy=(energy, 10)), FROG, NEVER_LEAPS, caps) == said


def test_practice_at_the_edge_waits_where_no_help_brings_the_partner_along() -> None:
    told = advice(world(column=(31, 4)), FROG, MEADOW, KeyMap().caps_of_actions())
    assert told == "You are at the edge: let Toad come after you (Right)"


def test_only_what_is_in_view_is_said_of_mirror_units() -> None:
    assert due_hint(Moment(THORNS, FROG, answered=0), seen=("thorns",)) is None
    hint = due_hint(Moment(THORNS, FROG, answered=2), seen=("thorns",))
    assert hint is not None
    assert hint.name == "mirror"


def test_a_hint_tells_the_numbers_of_the_rules_in_force() -> None:
    stage = playing(seen=("thorns",))
    stage.match.rules = Rules(help_cost=2, help_gift=5)
    stage.match.show(replace(world(energy=(9, 0)), turn=stage.match.state.turn))
    stage.press(pygame.K_RIGHT)
    stage.seconds(0.4)
    assert stage.play._badge().endswith("gives 2 of yours, Toad gets 5")


def test_nothing_is_said_of_a_plain_hop() -> None:
    assert due_hint(Moment(play_turn(world(), Action.HOP, NEVER_LEAPS), FROG), seen=()) is None


def hurt(stage: Stage) -> str:
    """Let Frog hop into thorns; return what is then said over the world."""
    stage.match.show(replace(world(column=(8, 1), rough=range(9, 20)), turn=stage.match.state.turn))
    stage.press(pygame.K_RIGHT)
    stage.seconds(0.4)
    return stage.play._badge()


def playing(mode: Mode = Mode.JOURNEY, seen: tuple[str, ...] = ()) -> Stage:
    stage = Stage(Setup(Play.FROG, seed=5), PlayOptions(mode=mode))
    stage.app.note(seen_hints=seen)
    stage.press(pygame.K_UP)  # and the goal is said no more
    return stage


def test_the_first_thorns_name_the_key_that_leaps_as_it_is_now() -> None:
    stage = playing()
    stage.app.change_settings(keys={"leap 2": ("x",)})
    assert hurt(stage) == "Thorns cost energy: leap over them with X"
    assert stage.app.settings.seen_hints == ("thorns",)
    assert hurt(playing(seen=("thorns", "mirror"))) == ""


def test_a_hint_goes_after_a_while_and_waits_for_a_pause_to_end() -> None:
    stage = playing()
    said = hurt(stage)
    stage.press(pygame.K_SPACE)
    stage.seconds(10)
    stage.press(pygame.K_SPACE)
    assert stage.play._badge() == said
    stage.seconds(7)
    assert stage.play._badge() != said


def test_hints_can_be_switched_off_and_are_told_anew_when_switched_on() -> None:
    stage = playing(seen=("thorns",))
    stage.app.change_settings(has_hints=False, seen_hints=())
    assert hurt(stage) == ""
    assert stage.app.settings.seen_hints == ()


def test_practice_has_its_own_hints() -> None:
    stage = playing(Mode.PRACTICE)
    hurt(stage)
    assert stage.app.settings.seen_hints == ()


@pytest.mark.parametrize("hint", [*HINTS, PANEL], ids=lambda hint: hint.name)
def test_every_hint_fits_the_smallest_window_with_large_text(hint: Hint) -> None:
    layout = layout_for(SMALLEST_SIZE, has_panel=True, zoom=BIG)
    pygame.font.init()
    forget_pictures()
    caps = dict.fromkeys(("hop", "jump", "leap", "help", "overlay"), "Keypad 4")
    words = (
        f"Frog: {hint.words.format(partner='Toad', answered=5, **caps, **rule_words(NEVER_LEAPS))}"
    )
    smallest_px = round(layout.px(20) * 0.75)  # to which a line may shrink
    assert text_px(words, smallest_px, True) <= layout.world.width - layout.px(40)


# the tutorial: every lesson can be learnt with the key that it names


RIGHT, UP, DOWN, LEFT = pygame.K_RIGHT, pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT
KEY_NAMED = {"{hop}": RIGHT, "{jump}": UP, "{leap}": DOWN, "{help}": LEFT}


LESSONS = lessons(MEADOW)


def taught(brain: Brain | None = None, rules: Rules = MEADOW) -> tuple[Stage, TutorialScene]:
    stage = Stage()

    def begin() -> None:
        stage.flow.begin(Setup())

    tutorial = TutorialScene(stage.app, brain or FakeBrain(), rules, begin)
    stage.app.push(tutorial)
    return stage, tutorial


def key_of(words: str) -> int:
    return next(key for name, key in KEY_NAMED.items() if name in words)


@pytest.mark.parametrize("name", rule_set_names())
def test_every_lesson_is_learnt_with_the_key_it_names(name: str) -> None:
    stage, tutorial = taught(rules=load_rules(name))
    for number, lesson in enumerate(lessons(load_rules(name))):
        assert tutorial.number == number
        for _ in range(4):  # at most: three hops to the edge
            stage.press(key_of(lesson.words))
            stage.seconds(0.3)
        stage.seconds(PRAISE_S)
    stage.press(pygame.K_RETURN)
    assert isinstance(stage.scene, PlayScene)


def test_the_units_that_are_counted_glow_as_long_as_the_sentence_stands() -> None:
    stage, tutorial = taught(load_policy(DEFAULT_BRAIN))
    stage.press(*[pygame.K_RETURN] * (len(LESSONS) - 1), RIGHT)
    stage.seconds(PRAISE_S + 3)
    history = tutorial.view.histories[Who.TOAD]
    assert history.answered
    assert history.said_turn == tutorial.view.match.state.turn
    answered = len(set(history.answered) & set(history.mirrors))
    assert f"{answered} of {len(history.mirrors)} mirror units lit up" in tutorial._praise()
    picture = stage.picture()
    stage.seconds(3)
    panel = tutorial.view.layout.panel
    still = (slice(panel.left, panel.right), slice(panel.top, panel.bottom))
    assert (picture[still] == stage.picture()[still]).all()


@pytest.mark.parametrize("number", range(len(LESSONS)))
def test_another_key_teaches_nothing(number: int) -> None:
    stage, tutorial = taught()
    stage.press(*[pygame.K_RETURN] * number)
    named = key_of(LESSONS[number].words)
    stage.press(next(key for key in (LEFT, DOWN, UP) if key != named))
    stage.seconds(PRAISE_S + 0.5)
    assert tutorial.number == number


def test_a_lesson_is_praised_when_the_move_has_landed(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, _ = taught()
    heard: list[str] = []
    monkeypatch.setattr(stage.app.audio, "play_named", heard.append)
    stage.press(key_of(LESSONS[0].words))
    assert heard == ["hop"]
    stage.frames(6)
    assert [name for name in heard if name] == ["hop", "confirm"]


def test_enter_skips_no_lesson_that_has_just_come_by_itself() -> None:
    stage, tutorial = taught()
    stage.press(key_of(LESSONS[0].words))
    stage.seconds(PRAISE_S + 0.3)
    assert tutorial.number == 1
    stage.press(pygame.K_RETURN)
    assert tutorial.number == 1
    stage.seconds(DEAF_S)
    stage.press(pygame.K_RETURN)
    assert tutorial.number == 2


def test_the_first_hop_counts_in_the_score_that_it_is_told_of() -> None:
    stage, tutorial = taught()
    stage.press(key_of(LESSONS[0].words))
    assert tutorial.view.match.distance == 1


def test_the_world_waits_for_the_learner() -> None:
    stage, tutorial = taught()
    stage.seconds(2)
    assert tutorial.view.match.state.turn == 0


def test_captions_are_said_where_they_are_wanted_under_the_lesson_s_card() -> None:
    pictures = []
    for has_captions in (False, True):
        stage, tutorial = taught()
        stage.app.change_settings(has_captions=has_captions)
        leap = next(i for i, lesson in enumerate(LESSONS) if "{leap}" in lesson.words)
        stage.press(*[pygame.K_RETURN] * leap, DOWN)
        stage.frames(6)  # until the leap has landed
        pictures.append(stage.picture())
    said, world = differing(*pictures), tutorial.view.layout.world
    assert world.contains(said)
    assert said.top > tutorial.view.layout.px(88)


def test_escape_leaves_at_once() -> None:
    stage, _ = taught()
    stage.press(pygame.K_ESCAPE)
    assert isinstance(stage.scene, TitleScene)


def test_the_title_leads_to_the_tutorial() -> None:
    stage = Stage()
    stage.press(*[UP] * 4, pygame.K_RETURN)
    assert isinstance(stage.scene, TutorialScene)


def test_who_leaves_the_tutorial_stands_on_play_frog_and_its_end_begins_a_journey() -> None:
    stage = Stage()
    stage.press(*[UP] * 4, pygame.K_RETURN, pygame.K_ESCAPE)
    assert stage.title._menu.chosen == 0
    stage.press(
        *[UP] * 4, *[pygame.K_RETURN] * (1 + len(lessons(load_rules(stage.title.setup.rules))))
    )
    assert isinstance(cast(object, stage.scene), PlayScene)
    assert (stage.made[-1].play, stage.made[-1].mode) == (Play.FROG, Mode.JOURNEY)
