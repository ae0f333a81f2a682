"""Everything that a key can ask for: one line a command, with its words and its keys."""

from enum import StrEnum

from game.play.sentences import rule_words
from game.rules.actions import Action
from game.rules.config import Rules
from game.view.keys.gamepad import PAD


class Group(StrEnum):
    """Commands that belong together; the value heads their list."""

    PLAY = "Play"
    CLOCK = "Time"
    REPLAY = "Replay and looking back"
    WINDOW = "Window"
    BRAIN = "Brain"
    CHANGE = "Changing a brain"
    TRAINING = "Training"


PLAY, CLOCK, REPLAY, WINDOW, BRAIN, CHANGE, TRAINING = Group


class Command(StrEnum):
    """What a key asks for; the value names it in the settings file.

    A line is: value, group, what the footer says, what a list of keys says (with numbers of the
    rules in braces, see `told`), default keys.
    What the screen does not know goes to the panel's open tab.
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
    HOP = "hop", PLAY, "hop", "hop: {hop_columns}", "d", "pad a"
    JUMP = "jump", PLAY, "catch fly", "catch fly: jump (gives {fly_energy} energy)", "w", "pad y"
    LEAP = "leap", PLAY, "leap", "leap: {leap_columns} (costs {leap_cost} energy)", "s", "pad b"
    HELP = "help", PLAY, "help", "help: give {help_cost} energy, they get {help_gift}", "a", "pad x"
    HOP_2 = "hop 2", PLAY, "hop", "arrows set: hop", "right"
    JUMP_2 = "jump 2", PLAY, "catch fly", "arrows set: catch fly", "up"
    LEAP_2 = "leap 2", PLAY, "leap", "arrows set: leap", "down"
    HELP_2 = "help 2", PLAY, "help", "arrows set: help", "left"
    TAKE_OVER = "take over", PLAY, "hand over", "the brain drives, or you", "t", "pad back"
    RETRY = "retry", CLOCK, "again", "start again in the same world", "shift+r"

    PAUSE = "pause", CLOCK, "pause", "stop and go on", "space", "p", "pad rt"
    STEP = "step", CLOCK, "one turn", "play a single turn", "n", "pad lt"
    FASTER = "faster", CLOCK, "faster", "faster, up to four times", "+", "=", "[+]"
    SLOWER = "slower", CLOCK, "slower", "slower, down to a quarter", "-", "[-]"
    PAGE_BACK = "page back", CLOCK, "back", "ten rounds back, or to a loss or help", "page up"
    EVENT_FORWARD = "event forward", CLOCK, "event", "on to the next loss or help", ".", "pad rb"
    EVENT_BACK = "event back", CLOCK, "event", "back to the loss or help before", ",", "pad lb"

    BACK = "back", REPLAY, "turn back", "one turn back", "left", "pad x"
    FORWARD = "forward", REPLAY, "turn on", "one turn forward", "right", "pad a"
    PAGE_FORWARD = "page forward", REPLAY, "on", "ten rounds forward", "page down"
    TO_START = "to start", REPLAY, "start", "to the start", "home"
    TO_END = "to end", REPLAY, "end", "to the end", "end"

    PANEL = "panel", BRAIN, "brain", "brain in play, laboratory, world", "b", "pad ls"
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
    TWIN = "twin", BRAIN, "twin", "again, beside the intact brain", "q"

    TARGET = "target", CHANGE, "target", "which units a change reaches", "g"
    SILENCE = "silence", CHANGE, "silence", "silence: hold units at 0", "x"
    TO_MEAN = "to mean", CHANGE, "to mean", "hold units at their mean", "shift+x"
    CLAMP = "clamp", CHANGE, "clamp", "hold units at their value now", "c"
    DOUBLE = "double", CHANGE, "double", "double units", "v"
    PATCH = "patch", CHANGE, "patch", "patch: as when itself was hurt", "z"
    RANDOM_UNITS = "random units", CHANGE, "random", "change as many random units", "k"
    UNDO = "undo", CHANGE, "undo", "undo the last change", "u"
    INTACT = "intact", CHANGE, "intact", "the whole brain intact again", "shift+u"

    EARLIER_EPOCH = "earlier epoch", TRAINING, "earlier", "as it was a checkpoint earlier", "["
    LATER_EPOCH = "later epoch", TRAINING, "later", "as it was a checkpoint later", "]"
    FIRST_EPOCH = "first epoch", TRAINING, "first", "as it was at first", "shift+[", "shift+home"
    LAST_EPOCH = "last epoch", TRAINING, "last", "as it was at last", "shift+]", "shift+end"
    TRAIN = "train now", TRAINING, "train", "train a new brain now", "y"
    STOP_TRAINING = "stop training", TRAINING, "stop", "stop the training", "shift+y"
    PLAY_CHECKPOINT = "play checkpoint", TRAINING, "play it", "let this checkpoint play", "j"
    ORIGINAL = "original brain", TRAINING, "original", "back to the brain before", "o"
    OTHER_SERIES = "other series", TRAINING, "other", "the new or the recorded one", "shift+o"

    SOUND = "sound", WINDOW, "sound", "sound on or off", "m"
    FULL_SCREEN = "full screen", WINDOW, "full screen", "full screen", "f11", "alt+return"
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
