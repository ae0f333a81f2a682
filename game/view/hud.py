"""The head of the play screen: energy, points, distance, who drives whom; and the keys below."""

from collections.abc import Mapping, Set

import pygame
from pygame import Rect, Surface

from game.match import Match
from game.rules.actions import Action, Who
from game.view.commands import Command
from game.view.keymap import FIRST_SET, SECOND_SET, KeyMap
from game.view.text import font, write
from game.view.theme import Layout, colours

LOW_ENERGY = 4


def draw_hud(
    surface: Surface, layout: Layout, match: Match, speed: float, left_s: float | None = None
) -> None:
    """Draw both characters' boxes and the shared distance between them.

    left_s: seconds of play left at the default speed, None where the game has no such end.
    """
    surface.fill(colours().background, layout.hud)
    middle_px = layout.px(200)
    side_px = (layout.hud.width - middle_px) // 2
    _draw_character(surface, layout, match, Who.FROG, Rect(0, 0, side_px, layout.hud.height))
    right = Rect(layout.hud.width - side_px, 0, side_px, layout.hud.height)
    _draw_character(surface, layout, match, Who.TOAD, right)
    middle = Rect(side_px, 0, middle_px, layout.hud.height)
    upper, lower = _halves(middle.inflate(0, -layout.px(6)))
    come = f"{match.distance} column{'' if match.distance == 1 else 's'}"
    write(surface, come, layout.px(21), upper, colours().ink, True, "center")
    rounds = f"round {match.state.turn // 2}"
    if left_s is not None:
        rounds = f"{int(left_s) // 60}:{int(left_s) % 60:02d} left"
    if speed != 1:
        rounds += f" · {speed:g}× speed"
    write(surface, rounds, layout.px(15), lower, colours().dim_ink, align="center")


def _halves(rect: Rect) -> tuple[Rect, Rect]:
    upper = Rect(rect.left, rect.top, rect.width, rect.height * 11 // 20)
    return upper, Rect(rect.left, upper.bottom, rect.width, rect.bottom - upper.bottom)


def _draw_character(surface: Surface, layout: Layout, match: Match, who: Who, place: Rect) -> None:
    pad = layout.px(10)
    inner = place.inflate(-2 * pad, -layout.px(8))
    seat, colour = match.seats[who], colours().of_character(who)
    name_px, points_px = round(inner.width * 0.32), layout.px(108)
    name = Rect(inner.left, inner.top, name_px, inner.height)
    points = Rect(inner.right - points_px, inner.top, points_px, inner.height)
    bar = Rect(name.right, inner.top, points.left - name.right - pad, inner.height)
    upper, lower = _halves(name)
    write(surface, who.label.upper(), layout.px(21), upper, colour, True)
    driver = _driver(match, who)
    ink = colours().ink if seat.is_person else colours().dim_ink
    write(surface, driver, layout.px(15), lower, ink, seat.is_person)
    _draw_energy(surface, layout, match, who, bar)
    won = f"{match.points(who)} point{'' if match.points(who) == 1 else 's'}"
    write(surface, won, layout.px(21), points, colours().ink, True, "midright")


def _driver(match: Match, who: Who) -> str:
    if not match.seats[who].is_person:
        return f"brain: {match.seats[who].label}" if match.look(who) else match.seats[who].label
    return "YOU" if len(match.people) == 1 else f"player {who + 1}"


def _draw_energy(surface: Surface, layout: Layout, match: Match, who: Who, place: Rect) -> None:
    """Draw one cell an energy, the number beside them; the rim warns when little is left."""
    energy, most = match.energy(who), match.rules.energy_max
    number = Rect(place.right - layout.px(34), place.top, layout.px(34), place.height)
    bar = Rect(place.left, 0, number.left - place.left - layout.px(6), layout.px(20))
    bar.centery = place.centery
    is_low = energy <= LOW_ENERGY
    pygame.draw.rect(surface, colours().surface, bar, border_radius=layout.px(4))
    for i in range(most):
        left = bar.left + bar.width * i // most
        cell = Rect(
            left + 1, bar.top + 1, bar.width * (i + 1) // most - bar.width * i // most - 1, 0
        )
        cell.height = bar.height - 2
        filled = colours().distress if is_low else colours().of_character(who)
        pygame.draw.rect(surface, filled if i < energy else colours().raised, cell)
    rim = colours().distress if is_low else colours().line
    pygame.draw.rect(
        surface, rim, bar.inflate(2, 2), width=layout.px(2), border_radius=layout.px(4)
    )
    colour = colours().distress if is_low else colours().ink
    told = f"{energy}!" if is_low else str(energy)
    write(surface, told, layout.px(24), number, colour, True, "center")


Hint = tuple[str, str]  # the key's cap, what it does
ARROWS = "Up Left Down Right"


def action_hints(keys: KeyMap, people: Set[Who]) -> list[Hint]:
    """Return which keys drive the characters: one each for one person, one set each for two."""
    if len(people) == 2:
        sets = (FIRST_SET, SECOND_SET)
        return [(_set_of_caps(keys, one), who.label) for who, one in zip(Who, sets, strict=True)]
    caps = keys.caps_of_actions() if people else {}
    return [(shown, FIRST_SET[action].hint) for action, shown in caps.items()]


def caps_of(keys: KeyMap, people: Set[Who], who: Who) -> dict[Action, str]:
    """Return the key of each action for one of the people who play."""
    if len(people) == 1:
        return keys.caps_of_actions()
    commands = (FIRST_SET, SECOND_SET)[who]
    return {action: keys.cap_of(command) or "—" for action, command in commands.items()}


def _set_of_caps(keys: KeyMap, commands: Mapping[Action, Command]) -> str:
    order = (Action.JUMP, Action.HELP, Action.LEAP, Action.HOP)  # as W A S D lie
    caps = keys.cap_of(*(commands[action] for action in order))
    return "arrows" if caps == ARROWS else caps


def draw_footer(surface: Surface, layout: Layout, hints: list[Hint]) -> None:
    """Draw what the keys do, a cap and a word each, spread over the line by their lengths."""
    surface.fill(colours().background, layout.footer)
    size_px, left = layout.px(15), layout.px(10)
    needs = [font(size_px, True).size(cap)[0] + font(size_px).size(word)[0] for cap, word in hints]
    spare_px = (layout.footer.width - 2 * left - sum(needs)) / max(1, len(hints))
    for (cap, word), need_px in zip(hints, needs, strict=True):
        slot = Rect(left, layout.footer.top, round(need_px + spare_px), layout.footer.height)
        left = slot.right
        inner = slot.inflate(-layout.px(10), 0)
        at = write(surface, cap, size_px, inner, colours().ink, True)
        box = at.inflate(layout.px(10), layout.px(2))
        pygame.draw.rect(surface, colours().line, box, width=1, border_radius=layout.px(4))
        rest = Rect(box.right + layout.px(6), slot.top, 0, slot.height)
        rest.width = max(0, slot.right - rest.left)
        write(surface, word, size_px, rest, colours().dim_ink)
