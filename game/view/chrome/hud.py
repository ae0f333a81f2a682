"""The head of the play screen: energy, points, distance, who drives whom."""

import pygame
from pygame import Rect, Surface

from game.play.match import Match
from game.rules.actions import Who
from game.view.paint.text import write
from game.view.paint.theme import Layout, colours

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
