"""What is said to people as they play: what a game is about, which keys begin, hints, captions."""

from collections.abc import Callable, Set

from game.play.hints import PANEL, Hint, Moment, due_hint
from game.play.sentences import rule_words
from game.play.storage import View
from game.rules import events
from game.rules.actions import Action, Who
from game.rules.step import Turn
from game.view.app import App
from game.view.keys.commands import Command
from game.view.keys.keymap import KeyMap
from game.view.match_view import MatchView

HINT_S = 6.0  # of play, for which a hint stays
CAPTION_S = 2.0
MOST_CAPTIONS = 3
GOAL = "Get far together! {hop} hops · thorns cost energy · without energy you are stuck"
GOAL_OF_TWO = "Get far together! {frog} hops with Frog, {toad} with Toad · thorns cost energy"


def goal_words(keys: KeyMap, people: Set[Who]) -> str:
    """Say what a game is about to the people who play."""
    hops = {who.key: keys.caps_of_player(who, people)[Action.HOP] for who in people}
    return GOAL_OF_TWO.format(**hops) if len(hops) == 2 else GOAL.format(hop=min(hops.values()))


def begin_words(keys: KeyMap, people: Set[Who]) -> str:
    """Say which keys begin a game that waits for one."""
    sets = (keys.caps_of_player(who, people).values() for who in sorted(people))
    return "Press a key of yours to begin: " + " · ".join(" ".join(caps) for caps in sets)


class FirstHints:
    """The hint that is shown now, if any: each when its moment comes for the first time ever.

    Which ones were seen is kept with the settings.

    has_room: whether nothing else is said where hints stand.
    """

    def __init__(self, app: App, view: MatchView, has_room: Callable[[], bool]) -> None:
        self._app = app
        self._view = view
        self._has_room = has_room
        self._words, self._left_s = "", 0.0
        self._hint, self._who = PANEL, Who.FROG

    @property
    def words(self) -> str:
        """What to show now, empty if nothing."""
        return self._words if self._left_s > 0 else ""

    def pass_time(self, frame_s: float) -> None:
        """Let time pass in which the hint can be read."""
        self._left_s -= frame_s

    def follow(self, turn: Turn) -> None:
        """Take the hint away if a turn did what it asks for; see whether it is time for another."""
        if self._hint.is_done(Moment(turn, self._who)):
            self._left_s = 0.0
        if not self._has_room():
            return
        view = self._view
        last = view.answers[-1] if view.answers and view.choice.view != View.WORLD else None
        is_new = last is not None and last.turn == turn.after.turn
        for who in sorted(view.match.people):
            answered = last.answered if last and is_new and last.loser == who else 0
            moment = Moment(turn, who, answered, view.match.rules)
            if hint := due_hint(moment, self._app.settings.seen_hints):
                self.give(hint, who, answered)

    def give(self, hint: Hint, who: Who, answered: int = 0) -> None:
        """Show a person a hint that was not seen yet."""
        settings, people, keys = self._app.settings, self._view.match.people, self._app.keys
        if not settings.has_hints or hint.name in settings.seen_hints or who not in people:
            return
        caps = keys.caps_of_player(who, people)
        words = hint.words.format(
            partner=who.partner.label,
            answered=answered,
            overlay=keys.cap_of(Command.OVERLAY),
            **rule_words(self._view.match.rules),
            **{action.name.lower(): cap for action, cap in caps.items()},
        )
        self._words = words if len(people) == 1 else f"{who.label}: {words}"
        self._hint, self._who, self._left_s = hint, who, HINT_S
        if not hint.comes_again:
            self._app.note(seen_hints=(*settings.seen_hints, hint.name))


def caption_of(event: events.Event) -> str | None:
    """Return what an event sounds like; None where nothing is heard, and for hops.

    Hops are several a second, always seen, and would push everything else out.
    """
    match event:
        case events.EnergyLost(who, events.Cause.ROUGH):
            return f"[{who.label}: ouch, thorns]"
        case events.FlyCaught(who, _, is_firefly):
            return f"[{who.label} eats a {'firefly' if is_firefly else 'fly'}]"
        case events.Leapt(who, is_helped):
            return f"[{who.label} is pulled along]" if is_helped else f"[{who.label} leaps]"
        case events.Helped(who, _, True):
            return f"[{who.label} pulls {who.partner.label} free]"
        case events.Helped(who, 0):
            return f"[{who.label} calls {who.partner.label}]"
        case events.Helped(who):
            return f"[{who.label} gives {who.partner.label} energy]"
        case events.Blocked(who, action):
            return f"[{who.label} cannot {action.name.lower()}]"
        case events.Exhausted(who):
            return f"[{who.label} is exhausted]"
        case events.Recovered(who):
            return f"[{who.label} recovers]"
    return None


class Captions:
    """The latest captions, each once; a repeated one stays where it is, for longer."""

    def __init__(self, app: App, view: MatchView) -> None:
        self._app = app
        self._view = view
        self._heard_s: dict[str, float] = {}

    def follow(self, turn: Turn) -> None:
        """Note what is heard of a turn that has just landed."""
        now_s = self._view.now_s
        heard = {text: at_s for text, at_s in self._heard_s.items() if _is_fresh(at_s, now_s)}
        heard |= {text: now_s for event in turn.events if (text := caption_of(event))}
        while len(heard) > MOST_CAPTIONS:
            del heard[min(heard, key=lambda text: heard[text])]
        self._heard_s = heard

    @property
    def lines(self) -> tuple[str, ...]:
        """The captions to show now, the newest last; three at most, none where nobody wants any."""
        if not self._app.settings.has_captions:
            return ()
        now_s = self._view.now_s
        return tuple(text for text, at_s in self._heard_s.items() if _is_fresh(at_s, now_s))


def _is_fresh(heard_s: float, now_s: float) -> bool:
    """Whether a caption still shows; one from later (a replay went backwards) does not."""
    return 0 <= now_s - heard_s < CAPTION_S
