"""Captions for sounds, for players who do not hear them."""

from game.rules import events
from game.rules.step import Turn
from game.view.app import App
from game.view.match_view import MatchView

SHOWN_S = 2.0
MOST_LINES = 3


def caption_of(event: events.Event) -> str | None:
    """Return what an event sounds like; None where nothing is heard, and for hops.

    Hops are several a second, always seen, and would push everything else out.
    """
    match event:
        case events.EnergyLost(who, events.Cause.ROUGH):
            return f"[{who.label}: ouch, thorns]"
        case events.FlyCaught(who):
            return f"[{who.label} eats a fly]"
        case events.Leapt(who, is_helped):
            return f"[{who.label} is pulled along]" if is_helped else f"[{who.label} leaps]"
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
        """Note what is heard of a turn that was just played."""
        now_s = self._view.now_s
        heard = {text: at_s for text, at_s in self._heard_s.items() if _is_fresh(at_s, now_s)}
        heard |= {text: now_s for event in turn.events if (text := caption_of(event))}
        while len(heard) > MOST_LINES:
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
    return 0 <= now_s - heard_s < SHOWN_S
