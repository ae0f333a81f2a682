"""The mirror units over the last seconds, and in words what they answered."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from game.inspection.activity import ANSWER_SD, BrainActivity, BrainCard, Condition
from game.inspection.unit import Unit, mirror_units, unit_name
from game.rules.actions import Who
from game.rules.events import Cause, Helped
from game.rules.turn import Turn
from game.view.paint.text import rendered, text_px, write
from game.view.paint.theme import Layout, colours, mix

TRACE_TURNS = 100  # 10 s at the default speed
MOST_LANES = 8
LANE_PX = 11  # at least, of the design
TICK_PX, HELP_PX = 16, 8  # over the lanes, for flags and crosses
LEAST_PX = 48  # height without which there are no traces
FRESH_TURNS = 30  # a sentence older than this is dimmed


def answering_units(activity: BrainActivity) -> list[Unit]:
    """Return the hidden units that rise at least ANSWER_SD above the moment without trouble."""
    return [
        Unit(layer, int(i))
        for layer in range(len(activity.hidden))
        for i in np.flatnonzero(activity.response_sd(layer) >= ANSWER_SD)
    ]


def caption(loser: Who, amount: int, activity: BrainActivity) -> str:
    """Say in one sentence what was lost, why, and how many mirror units answered."""
    doing = f"{loser.label} lost {amount} energy on {Cause.ROUGH}"
    if activity.condition == Condition.BOTH:
        doing += f", {loser.partner.label} in trouble too"
    mirrors = mirror_units(activity.card.roles)
    if not mirrors:
        return f"{doing}: this brain has no certified mirror units"
    answered = len(set(mirrors) & set(answering_units(activity)))
    units = "mirror unit" if len(mirrors) == 1 else "mirror units"
    whose = "" if activity.condition == Condition.BOTH else " its partner's trouble"
    if whose and loser == activity.who:
        whose = " its own trouble"
    return f"{doing}: {answered} of {len(mirrors)} {units} answered{whose}"


@dataclass(frozen=True)
class Moment:
    """One turn of the trace."""

    brightness: tuple[float, ...]  # of each lane's unit, 1 is fully bright
    has_answered: tuple[bool, ...]
    hurt: tuple[Who, ...]
    helpers: tuple[Who, ...]


class AnswerHistory:
    """Keeps the last turns of one brain's mirror units and the sentence to show."""

    def __init__(self, card: BrainCard) -> None:
        self.card = card
        self.mirrors = mirror_units(card.roles)
        self.lanes = self.mirrors[:MOST_LANES]
        self.clear()

    def clear(self) -> None:
        """Forget what was told."""
        self.moments: deque[Moment] = deque(maxlen=TRACE_TURNS)
        self.sentence = ""
        self.answered: tuple[Unit, ...] = ()  # units, of whichever role, when it was said
        self.said_s = -math.inf
        self.loser = Who.FROG
        self.said_turn = -TRACE_TURNS
        self.turn = 0
        self._lost = 0  # energy, by the loser

    def follow(self, turn: Turn, activity: BrainActivity, now_s: float) -> None:
        """Add a turn that was played and what the brain makes of the state after it."""
        answered = tuple(answering_units(activity))
        self.turn = activity.turn
        self.moments.append(
            Moment(
                tuple(
                    float(activity.hidden[la][i] / self.card.unit_peak[la][i])
                    for la, i in self.lanes
                ),
                tuple(unit in answered for unit in self.lanes),
                tuple(turn.hurt),
                tuple(e.who for e in turn.events if isinstance(e, Helped)),
            )
        )
        for loser, amount in turn.hurt.items():
            self.loser, self._lost = loser, amount
            self.said_s, self.said_turn = now_s, activity.turn
            self.look_again(activity)

    def look_again(self, activity: BrainActivity) -> None:
        """Tell the moment anew if it is the one told: its brain may have been changed since."""
        if self._lost and self.said_turn == activity.turn:
            self.sentence = caption(self.loser, self._lost, activity)
            self.answered = tuple(answering_units(activity))


def draw_traces(surface: Surface, layout: Layout, place: Rect, history: AnswerHistory) -> None:
    """Draw one lane a mirror unit over a common time axis, and what its marks mean.

    Where there is little room there are fewer lanes, then no words below, then nothing.
    """
    if place.height < layout.px(LEAST_PX):
        told = "The window is too small for the traces."
        write(surface, told, layout.px(16), place, colours().dim_ink)
        return
    lanes = lanes_place(layout, place)
    if lanes.height < place.height:
        legend = Rect(place.left, place.bottom - layout.px(20), place.width, layout.px(20))
        draw_legend(surface, layout, legend)
    _draw_lanes(surface, layout, lanes, history)


def lanes_place(layout: Layout, place: Rect) -> Rect:
    """Return where the traces stand: over their legend, if there is room for it."""
    legend_px = 0 if place.height < layout.px(LEAST_PX + 32) else layout.px(20) + layout.px(2)
    return Rect(place.left, place.top, place.width, place.height - legend_px)


def lane_count(layout: Layout, lanes: Rect, history: AnswerHistory) -> int:
    """Return how many units have a lane there."""
    room_px = lanes.height - layout.px(TICK_PX) - layout.px(HELP_PX)
    return min(len(history.lanes), max(1, room_px // layout.px(LANE_PX)))


def sentence_px(layout: Layout, width: int) -> int:
    """Return the height that the sentence needs in a place of that width."""
    return layout.px(48 if width < layout.px(520) else 28)


def draw_sentence(surface: Surface, layout: Layout, place: Rect, history: AnswerHistory) -> None:
    """Say who was hurt and how many mirror units answered."""
    text = history.sentence or "Mirror units answer when either character is in trouble."
    is_fresh = history.turn - history.said_turn < FRESH_TURNS
    if history.sentence and not is_fresh:
        text = f"Round {history.said_turn // 2}, {text}"
    ink = colours().ink if is_fresh else colours().dim_ink
    size_px = layout.px(19)
    if place.height < layout.px(40):
        write(surface, text, size_px, place, ink, is_fresh)
        return
    first, _, rest = text.partition(": ")
    upper = Rect(place.left, place.top, place.width, place.height // 2)
    lower = Rect(place.left, upper.bottom, place.width, upper.height)
    write(surface, first + (":" if rest else ""), size_px, upper, ink)
    is_answered = is_fresh and not rest.startswith("0 ")
    write(surface, rest, size_px, lower, colours().mirror if is_answered else ink, True)


def _draw_lanes(surface: Surface, layout: Layout, place: Rect, history: AnswerHistory) -> None:
    label_px = layout.px(56)
    axis = Rect(place.left + label_px, place.top, place.width - label_px, place.height)
    pygame.draw.rect(surface, colours().surface, axis, border_radius=layout.px(4))
    if not history.lanes:
        told = "no certified mirror units"
        write(surface, told, layout.px(16), axis, colours().dim_ink, align="center")
        return
    tick_px, help_px = layout.px(TICK_PX), layout.px(HELP_PX)
    lanes = history.lanes[: lane_count(layout, place, history)]
    lane_px = (axis.height - tick_px - help_px) / len(lanes)
    xs = moment_xs(axis, len(history.moments))
    draw_events(surface, layout, axis, tick_px, history, xs)
    for lane, unit in enumerate(lanes):
        top = axis.top + tick_px + help_px + lane * lane_px
        row = Rect(axis.left, round(top), axis.width, round(lane_px) - 1)
        label = Rect(place.left, row.top, label_px - layout.px(6), row.height)
        name = unit_name(history.card.roles, unit)
        size_px = min(layout.px(15), max(layout.px(12), row.height))
        write(surface, name, size_px, label, colours().mirror, True, "midright")
        _draw_lane(surface, row, history, lane, xs)


def moment_xs(axis: Rect, count: int) -> list[int]:
    """Return the left edges of the moments kept, the newest at the right end."""
    step = axis.width / TRACE_TURNS
    return [round(axis.right - step * (count - i)) for i in range(count)]


def _draw_lane(
    surface: Surface, row: Rect, history: AnswerHistory, lane: int, xs: list[int]
) -> None:
    silent, bright = mix(colours().surface, colours().active, 0.45), colours().mirror
    pygame.draw.line(surface, colours().line, row.bottomleft, row.bottomright)
    width = max(2, row.width // TRACE_TURNS)
    for moment, x in zip(history.moments, xs, strict=True):
        height = round(min(moment.brightness[lane], 1.0) * (row.height - 1))
        if height:
            has_answered = moment.has_answered[lane]  # wide and bright, else narrow and grey
            bar = Rect(x, row.bottom - height, width + 1 if has_answered else width // 2, height)
            surface.fill(bright if has_answered else silent, bar)


def draw_events(
    surface: Surface,
    layout: Layout,
    axis: Rect,
    tick_px: int,
    history: AnswerHistory,
    xs: list[int],
) -> None:
    """Mark losses as lines with a flag and helps as crosses, over the top of an axis."""
    last_flag = dict.fromkeys(Who, -axis.width)
    last_help = -axis.width
    for moment, x in zip(history.moments, xs, strict=True):
        for who in moment.hurt:
            colour = colours().of_character(who)
            pygame.draw.line(surface, colour, (x, axis.top), (x, axis.bottom), layout.px(2))
            if x - last_flag[who] >= layout.px(18):  # one flag for losses close together
                _draw_mark(surface, layout, (min(x, axis.right - layout.px(14)), axis.top), who)
                last_flag[who] = x
        if moment.helpers:
            y = axis.top + tick_px + layout.px(3)
            if x - last_help < layout.px(24):  # helps close together become one bar
                pygame.draw.line(surface, colours().help, (last_help, y), (x, y), layout.px(3))
            else:
                _draw_plus(surface, layout, (x, y))
            last_help = x


def _draw_mark(surface: Surface, layout: Layout, at: tuple[int, int], who: Who) -> None:
    """Draw a loss: a flag with the character's initial."""
    flag = Rect(at[0], at[1], layout.px(14), layout.px(15))
    pygame.draw.rect(surface, colours().of_character(who), flag)
    initial = rendered(who.label[0], layout.px(14), colours().surface, True)
    surface.blit(initial, initial.get_rect(center=flag.center))


def _draw_plus(surface: Surface, layout: Layout, centre: tuple[int, int]) -> None:
    x, y = centre
    arm, width = layout.px(5), layout.px(3)
    pygame.draw.line(surface, colours().help, (x - arm, y), (x + arm, y), width)
    pygame.draw.line(surface, colours().help, (x, y - arm), (x, y + arm), width)


def draw_legend(surface: Surface, layout: Layout, place: Rect) -> None:
    """Say what the marks on the time axis mean."""
    size_px, x, ink = layout.px(14), place.left + layout.px(4), colours().dim_ink
    for who in Who:
        _draw_mark(surface, layout, (x, place.top + layout.px(3)), who)
        rest = Rect(x + layout.px(19), place.top, place.width, place.height)
        x = write(surface, f"{who.label} hurt", size_px, rest, ink).right + layout.px(14)
    _draw_plus(surface, layout, (x + layout.px(4), place.centery))
    rest = Rect(x + layout.px(14), place.top, place.width, place.height)
    x = write(surface, "help", size_px, rest, ink).right + layout.px(14)
    swatch = Rect(x, place.top + layout.px(5), layout.px(12), layout.px(11))
    surface.fill(colours().mirror, swatch)
    rest = Rect(swatch.right + layout.px(5), place.top, place.width, place.height)
    x = write(surface, "answered", size_px, rest, ink).right + layout.px(14)
    rest = Rect(x, place.top, place.right - x, place.height)
    last = f"last {TRACE_TURNS // 2} rounds"
    if text_px(last, size_px) <= rest.width:
        write(surface, last, size_px, rest, ink, align="midright")
    pygame.draw.line(surface, colours().raised, place.topleft, place.topright)
