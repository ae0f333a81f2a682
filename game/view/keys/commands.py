"""Everything that a key can ask for: one line a command, with its words and its keys."""

from enum import StrEnum

from game.play.sentences import rule_words
from game.rules.config import Rules
from game.view.keys.gamepad import PAD


class Group(StrEnum):
    """Commands that belong together; the value heads their list."""

    PLAY = "Play"
    CLOCK = "Time"
    REPLAY = "Replay and looking back"
    BRAIN = "Brain"
    WINDOW = "Window"


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
    HOP = "hop", Group.PLAY, "hop", "hop: {hop_columns}, {hop_points}", "d", "pad a"
    JUMP = (
        "jump",
        Group.PLAY,
        "catch fly",
        "catch fly: jump (gives {fly_energy} energy)",
        "w",
        "pad y",
    )
    LEAP = (
        "leap",
        Group.PLAY,
        "leap",
        "leap: {leap_columns} (costs {leap_cost} energy)",
        "s",
        "pad b",
    )
    HELP = (
        "help",
        Group.PLAY,
        "help",
        "help: give {help_cost} energy, they get {help_gift}",
        "a",
        "pad x",
    )
    HOP_2 = "hop 2", Group.PLAY, "hop", "arrows set: hop", "right"
    JUMP_2 = "jump 2", Group.PLAY, "catch fly", "arrows set: catch fly", "up"
    LEAP_2 = "leap 2", Group.PLAY, "leap", "arrows set: leap", "down"
    HELP_2 = "help 2", Group.PLAY, "help", "arrows set: help", "left"
    TAKE_OVER = "take over", Group.PLAY, "hand over", "the brain drives, or you", "t", "pad back"

    PAUSE = "pause", Group.CLOCK, "pause", "stop and go on", "space", "p", "pad rt"
    STEP = "step", Group.CLOCK, "one turn", "play a single turn", "n", "pad lt"
    FASTER = "faster", Group.CLOCK, "faster", "faster, up to four times", "+", "=", "[+]"
    SLOWER = "slower", Group.CLOCK, "slower", "slower, down to a quarter", "-", "[-]"
    PAGE_BACK = "page back", Group.CLOCK, "back", "look back: ten rounds", "page up"
    EVENT_FORWARD = "event forward", Group.CLOCK, "event", "on to the next event", ".", "pad rb"
    EVENT_BACK = "event back", Group.CLOCK, "event", "look back: to the event before", ",", "pad lb"

    BACK = "back", Group.REPLAY, "turn back", "one turn back", "left", "pad x"
    FORWARD = "forward", Group.REPLAY, "turn on", "one turn forward", "right", "pad a"
    PAGE_FORWARD = "page forward", Group.REPLAY, "on", "ten rounds forward", "page down"
    TO_START = "to start", Group.REPLAY, "start", "to the start", "home"
    TO_END = "to end", Group.REPLAY, "end", "to the end", "end"

    PANEL = "panel", Group.BRAIN, "brain", "brain: shown, one of two, hidden", "b", "pad ls"
    NEXT_UNIT = "next unit", Group.BRAIN, "unit", "select the next unit", "tab"
    PREVIOUS_UNIT = "previous unit", Group.BRAIN, "unit", "select the unit before", "shift+tab"
    WHY = "why", Group.BRAIN, "why", "stop, and say why it does what it does", "e", "pad rs"
    MORE_EDGES = "more edges", Group.BRAIN, "lines", "show more connections", "l"
    FEWER_EDGES = "fewer edges", Group.BRAIN, "lines", "show fewer connections", "shift+l"
    WEAKER_EDGES = "weaker edges", Group.BRAIN, "lines", "show weaker connections too", "i"
    STRONGER_EDGES = "stronger edges", Group.BRAIN, "lines", "only stronger ones", "shift+i"
    TAB_1 = "tab 1", Group.BRAIN, "tab", "first tab of the panel", "f2"
    TAB_2 = "tab 2", Group.BRAIN, "tab", "second tab", "f3"
    TAB_3 = "tab 3", Group.BRAIN, "tab", "third tab", "f4"
    TAB_4 = "tab 4", Group.BRAIN, "tab", "fourth tab", "f5"
    TAB_5 = "tab 5", Group.BRAIN, "tab", "fifth tab", "f6"
    TAB_6 = "tab 6", Group.BRAIN, "tab", "sixth tab", "f7"
    TAB_7 = "tab 7", Group.BRAIN, "tab", "seventh tab", "f8"

    TARGET = "target", Group.BRAIN, "target", "which units a change reaches", "g"
    SILENCE = "silence", Group.BRAIN, "silence", "silence: hold units at 0", "x"
    TO_MEAN = "to mean", Group.BRAIN, "to mean", "hold units at their mean", "shift+x"
    CLAMP = "clamp", Group.BRAIN, "clamp", "hold units at their value now", "c"
    DOUBLE = "double", Group.BRAIN, "double", "double units", "v"
    PATCH = "patch", Group.BRAIN, "patch", "patch: as when itself was hurt", "z"
    RANDOM_UNITS = "random units", Group.BRAIN, "random", "change as many random units", "k"
    UNDO = "undo", Group.BRAIN, "undo", "undo the last change", "u"
    INTACT = "intact", Group.BRAIN, "intact", "the whole brain intact again", "shift+u"

    EARLIER_EPOCH = "earlier epoch", Group.BRAIN, "earlier", "as it was a checkpoint earlier", "["
    LATER_EPOCH = "later epoch", Group.BRAIN, "later", "as it was a checkpoint later", "]"
    FIRST_EPOCH = "first epoch", Group.BRAIN, "first", "as it was at first", "shift+["
    LAST_EPOCH = "last epoch", Group.BRAIN, "last", "as it was at last", "shift+]"
    TRAIN = "train now", Group.BRAIN, "train", "train a new brain now", "y"
    STOP_TRAINING = "stop training", Group.BRAIN, "stop", "stop the training", "shift+y"
    PLAY_CHECKPOINT = "play checkpoint", Group.BRAIN, "play it", "let this checkpoint play", "j"
    ORIGINAL = "original brain", Group.BRAIN, "original", "back to the brain before", "o"
    OTHER_SERIES = "other series", Group.BRAIN, "other", "the new or the recorded one", "shift+o"

    TWIN = "twin", Group.BRAIN, "twin", "again, beside the intact brain", "q"

    SOUND = "sound", Group.WINDOW, "sound", "sound on or off", "m"
    FULL_SCREEN = "full screen", Group.WINDOW, "full screen", "full screen", "f11"
    OVERLAY = "overlay", Group.WINDOW, "keys", "show all keys", "f1"
    MENU = "menu", Group.WINDOW, "menu", "menu, or leave a screen", "escape", "pad start"


FIXED_KEY = "escape"  # whatever else is changed, this one leads out, and `gamepad.MENU_BUTTON`
