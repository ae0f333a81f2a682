"""Everything that a key can ask for: a line a command; and what the keys held ask of characters."""

from collections.abc import Mapping, Set
from enum import StrEnum

import pygame
from pygame.event import Event

from game.play.sentences import rule_words
from game.rules.actions import Action, Who
from game.rules.config import Rules
from game.view.keys.gamepad import PAD

LONGEST_TAP_S = 0.18  # a key that is down for longer is held, and repeats


class Group(StrEnum):
    """Commands that belong together; the value heads their list."""

    PLAY = "Play"
    CLOCK = "Time"
    REPLAY = "Replay and looking back"
    BRAIN = "Brain"
    WINDOW = "Window"


PLAY, CLOCK, REPLAY, BRAIN, WINDOW = Group


class Command(StrEnum):
    """What a key asks for; the value names it in the settings file.

    A line is: value, group, what the footer says, what a list of keys says (with numbers of the
    rules in braces, see `told`), default keys.
    A command of the brain's group that the screen does not know goes to the panel's open tab.
    Keys have pygame's names, with "ctrl+", "alt+" and "shift+" before them in this order; last
    may come a gamepad's button, as `game.view.keys.gamepad` names it.
    """

    group: Group
    hint: str
    words: str
    defaults: tuple[str, ...]
    button: str  # empty if no button is given to it at first

    def __new__(cls, value: str, group: Group, hint: str, words: str, *keys: str) -> "Command":
        """Make the command of one line of the table."""
        command = str.__new__(cls, value)
        command._value_ = value
        command.group, command.hint, command.words = group, hint, words
        command.defaults = tuple(key for key in keys if not key.startswith(PAD))
        command.button = next((key for key in keys if key.startswith(PAD)), "")
        return command

    def told(self, rules: Rules) -> str:
        """Return what a list of keys says by a rule set."""
        return self.words.format(**rule_words(rules))

    # With one person both sets drive the same character; with two the second is Toad's.
    HOP = "hop", PLAY, "hop", "hop: {hop_columns}, {hop_points}", "d", "pad a"
    JUMP = "jump", PLAY, "catch fly", "catch fly: jump (gives {fly_energy} energy)", "w", "pad y"
    LEAP = "leap", PLAY, "leap", "leap: {leap_columns} (costs {leap_cost} energy)", "s", "pad b"
    HELP = "help", PLAY, "help", "help: give {help_cost} energy, they get {help_gift}", "a", "pad x"
    HOP_2 = "hop 2", PLAY, "hop", "arrows set: hop", "right"
    JUMP_2 = "jump 2", PLAY, "catch fly", "arrows set: catch fly", "up"
    LEAP_2 = "leap 2", PLAY, "leap", "arrows set: leap", "down"
    HELP_2 = "help 2", PLAY, "help", "arrows set: help", "left"
    TAKE_OVER = "take over", PLAY, "hand over", "the brain drives, or you", "t", "pad back"

    PAUSE = "pause", CLOCK, "pause", "stop and go on", "space", "p", "pad rt"
    STEP = "step", CLOCK, "one turn", "play a single turn", "n", "pad lt"
    FASTER = "faster", CLOCK, "faster", "faster, up to four times", "+", "=", "[+]"
    SLOWER = "slower", CLOCK, "slower", "slower, down to a quarter", "-", "[-]"
    PAGE_BACK = "page back", CLOCK, "back", "look back: ten rounds", "page up"
    EVENT_FORWARD = "event forward", CLOCK, "event", "on to the next event", ".", "pad rb"
    EVENT_BACK = "event back", CLOCK, "event", "look back: to the event before", ",", "pad lb"

    BACK = "back", REPLAY, "turn back", "one turn back", "left", "pad x"
    FORWARD = "forward", REPLAY, "turn on", "one turn forward", "right", "pad a"
    PAGE_FORWARD = "page forward", REPLAY, "on", "ten rounds forward", "page down"
    TO_START = "to start", REPLAY, "start", "to the start", "home"
    TO_END = "to end", REPLAY, "end", "to the end", "end"

    PANEL = "panel", BRAIN, "brain", "brain: shown, one of two, hidden", "b", "pad ls"
    NEXT_UNIT = "next unit", BRAIN, "unit", "select the next unit", "tab"
    PREVIOUS_UNIT = "previous unit", BRAIN, "unit", "select the unit before", "shift+tab"
    WHY = "why", BRAIN, "why", "stop, and say why it does what it does", "e", "pad rs"
    MORE_EDGES = "more edges", BRAIN, "lines", "show more connections", "l"
    FEWER_EDGES = "fewer edges", BRAIN, "lines", "show fewer connections", "shift+l"
    WEAKER_EDGES = "weaker edges", BRAIN, "lines", "show weaker connections too", "i"
    STRONGER_EDGES = "stronger edges", BRAIN, "lines", "only stronger ones", "shift+i"
    TAB_1 = "tab 1", BRAIN, "tab", "first tab of the panel", "f2"
    TAB_2 = "tab 2", BRAIN, "tab", "second tab", "f3"
    TAB_3 = "tab 3", BRAIN, "tab", "third tab", "f4"
    TAB_4 = "tab 4", BRAIN, "tab", "fourth tab", "f5"
    TAB_5 = "tab 5", BRAIN, "tab", "fifth tab", "f6"
    TAB_6 = "tab 6", BRAIN, "tab", "sixth tab", "f7"
    TAB_7 = "tab 7", BRAIN, "tab", "seventh tab", "f8"

    TARGET = "target", BRAIN, "target", "which units a change reaches", "g"
    SILENCE = "silence", BRAIN, "silence", "silence: hold units at 0", "x"
    TO_MEAN = "to mean", BRAIN, "to mean", "hold units at their mean", "shift+x"
    CLAMP = "clamp", BRAIN, "clamp", "hold units at their value now", "c"
    DOUBLE = "double", BRAIN, "double", "double units", "v"
    PATCH = "patch", BRAIN, "patch", "patch: as when itself was hurt", "z"
    RANDOM_UNITS = "random units", BRAIN, "random", "change as many random units", "k"
    UNDO = "undo", BRAIN, "undo", "undo the last change", "u"
    INTACT = "intact", BRAIN, "intact", "the whole brain intact again", "shift+u"

    EARLIER_EPOCH = "earlier epoch", BRAIN, "earlier", "as it was a checkpoint earlier", "["
    LATER_EPOCH = "later epoch", BRAIN, "later", "as it was a checkpoint later", "]"
    FIRST_EPOCH = "first epoch", BRAIN, "first", "as it was at first", "shift+["
    LAST_EPOCH = "last epoch", BRAIN, "last", "as it was at last", "shift+]"
    TRAIN = "train now", BRAIN, "train", "train a new brain now", "y"
    STOP_TRAINING = "stop training", BRAIN, "stop", "stop the training", "shift+y"
    PLAY_CHECKPOINT = "play checkpoint", BRAIN, "play it", "let this checkpoint play", "j"
    ORIGINAL = "original brain", BRAIN, "original", "back to the brain before", "o"
    OTHER_SERIES = "other series", BRAIN, "other", "the new or the recorded one", "shift+o"

    TWIN = "twin", BRAIN, "twin", "again, beside the intact brain", "q"

    SOUND = "sound", WINDOW, "sound", "sound on or off", "m"
    FULL_SCREEN = "full screen", WINDOW, "full screen", "full screen", "f11"
    OVERLAY = "overlay", WINDOW, "keys", "show all keys", "f1"
    MENU = "menu", WINDOW, "menu", "menu, or leave a screen", "escape", "pad start"


FIXED_KEY = "escape"  # whatever else is changed, this one leads out, and `gamepad.MENU_BUTTON`

FIRST_SET = {
    Action.HOP: Command.HOP,
    Action.JUMP: Command.JUMP,
    Action.LEAP: Command.LEAP,
    Action.HELP: Command.HELP,
}
SECOND_SET = {action: Command[f"{command.name}_2"] for action, command in FIRST_SET.items()}
OF_SECOND_SET = {FIRST_SET[action]: SECOND_SET[action] for action in FIRST_SET}
# Of the panel's tabs, in their order; a tab beyond these is opened with the mouse alone.
TAB_COMMANDS = tuple(command for command in Command if command.startswith("tab "))


def actions_of(people: Set[Who]) -> Mapping[Command, tuple[Who, Action]]:
    """Return what each command does: both sets for one person, one set each for two."""
    owners = [(FIRST_SET, Who.FROG), (SECOND_SET, Who.TOAD)]
    if len(people) < 2:
        owners = [(commands, who) for who in people for commands in (FIRST_SET, SECOND_SET)]
    return {
        command: (who, action) for commands, who in owners for action, command in commands.items()
    }


class Controls:
    """What the people at the keys ask for."""

    def __init__(self, people: Set[Who]) -> None:
        self.people = people
        self._actions = actions_of(people)
        self._now_s = 0.0
        self._tapped: dict[Who, Action] = {}
        # key: since when it is held for which action
        self._held: dict[Who, dict[int, tuple[float, Action]]] = {who: {} for who in people}

    def advance(self, frame_s: float) -> None:
        """Let time pass."""
        self._now_s += frame_s

    def handle(self, event: Event, command: Command | None) -> bool:
        """Take note of a key event that asks for a command; return whether it was one of ours."""
        if event.type == pygame.WINDOWFOCUSLOST:
            self.release_all()
        if event.type == pygame.KEYUP:  # whatever the key asks for by now
            holders = [held for held in self._held.values() if event.key in held]
            for held in holders:
                del held[event.key]
            return bool(holders)
        if event.type != pygame.KEYDOWN or command is None or command not in self._actions:
            return False
        who, action = self._actions[command]
        self._held[who].pop(event.key, None)
        self._held[who][event.key] = self._now_s, action
        self._tapped[who] = action
        return True

    def release_all(self) -> None:
        """Forget all keys, as when the window loses the keyboard."""
        self._tapped.clear()
        for held in self._held.values():
            held.clear()

    def is_asking(self, who: Who) -> bool:
        """Whether an action is waiting to be played."""
        return who in self._tapped or self._held_action(who) is not None

    def take(self, who: Who) -> Action | None:
        """Return the action to play now: the last tap, else that of the key held down last."""
        return self._tapped.pop(who) if who in self._tapped else self._held_action(who)

    def _held_action(self, who: Who) -> Action | None:
        """Return what the key pressed last is for, once it is down for longer than a tap takes."""
        held = self._held.get(who)
        if not held:
            return None
        since_s, action = next(reversed(held.values()))
        return action if self._now_s - since_s >= LONGEST_TAP_S else None
