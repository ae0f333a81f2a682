"""What is drawn around and over the world: the head line, a badge, and what is heard."""

from collections.abc import Sequence

import pygame
from pygame import Rect, Surface

from game.play.match import Match
from game.play.medals import medal_at, next_medal
from game.play.milestones import LEAST_STREAK, Milestones
from game.rules.actions import Who
from game.rules.state import WorldState
from game.view.paint.layout import REST, Layout, split_columns, split_rows
from game.view.paint.sprites import picture
from game.view.paint.text import fitted, rendered, write
from game.view.paint.theme import colours

LOW_ENERGY = 4


def draw_hud(
    surface: Surface,
    layout: Layout,
    match: Match,
    state: WorldState,
    speed: float,
    left_s: float | None = None,
    milestones: Milestones | None = None,
) -> None:
    """Draw both characters' boxes and the shared distance between them, as they are in a state.

    left_s: seconds of play left at the default speed, None where the game has no such end.
    """
    surface.fill(colours().background, layout.hud)
    middle_px = layout.px(250)
    side_px = (layout.hud.width - middle_px) // 2
    left, middle, _, right = split_columns(layout.hud, side_px, middle_px, REST, side_px)
    _draw_character(surface, layout, match, state, Who.FROG, left)
    _draw_character(surface, layout, match, state, Who.TOAD, right)
    upper, lower = split_rows(middle, middle.height * 13 // 20, REST)
    _draw_distance(surface, layout, int(state.distance[0]), milestones, upper)
    rounds = f"round {state.turn // 2}"
    if left_s is not None:
        rounds = f"{int(left_s) // 60}:{int(left_s) % 60:02d} left"
    if speed != 1:
        rounds += f" · {speed:g}× speed"
    if milestones and (streak := milestones.teamwork(state.turn).streak) >= LEAST_STREAK:
        rounds += f" · {streak} saves in a row"
    write(surface, rounds, layout.px(15), lower, colours().dim_ink, align="center")


def _draw_distance(
    surface: Surface, layout: Layout, distance: int, milestones: Milestones | None, place: Rect
) -> None:
    """Write how far the two have come and how far the next medal is, beside the one that is won."""
    columns = milestones.medal_columns if milestones else ()
    come = f"{distance} column{'' if distance == 1 else 's'}"
    if ahead := next_medal(distance, columns):
        come = f"{distance} · {ahead[0]} in {ahead[1]}"
    place = place.copy()
    if medal := medal_at(distance, columns):
        side = min(place.height, layout.px(30))
        shown = picture(f"medal_{medal}", side)
        surface.blit(shown, shown.get_rect(midleft=place.midleft))
        place.left += side
        place.width -= side
    write(surface, come, layout.px(25), place, colours().ink, True, "center")


def _draw_character(
    surface: Surface, layout: Layout, match: Match, state: WorldState, who: Who, place: Rect
) -> None:
    """Write who drives a character; one cell an energy, the number beside them."""
    px, inner = layout.px, place.inflate(-2 * layout.px(10), -layout.px(8))
    seat, colour = match.seats[who], colours().of_character(who)
    name, bar = split_columns(inner, round(inner.width * 0.32), REST)
    upper, lower = split_rows(name, name.height * 11 // 20, REST)
    write(surface, who.label.upper(), px(21), upper, colour, True)
    if seat.is_person:
        driver = "YOU" if len(match.people) == 1 else f"player {who + 1}"
    else:
        driver = f"brain: {seat.label}" if match.look(who) else seat.label
    ink = colours().ink if seat.is_person else colours().dim_ink
    write(surface, driver, px(15), lower, ink, seat.is_person)
    bar.width -= px(10)
    bar, number = split_columns(bar, REST, px(34))
    bar = Rect(bar.left, 0, bar.width - px(6), px(20)).move_to(centery=bar.centery)
    energy, most = state.energy[0, who], match.rules.energy_max
    pygame.draw.rect(surface, colours().surface, bar, border_radius=px(4))
    rim, ink, told = colours().line, colours().ink, str(energy)
    if energy <= LOW_ENERGY:  # the rim warns
        rim = colour = ink = colours().distress
        told = f"{energy}!"
    for i in range(most):
        left, right = (bar.left + bar.width * edge // most for edge in (i, i + 1))
        cell = Rect(left + 1, bar.top + 1, right - left - 1, bar.height - 2)
        pygame.draw.rect(surface, colour if i < energy else colours().raised, cell)
    pygame.draw.rect(surface, rim, bar.inflate(2, 2), width=px(2), border_radius=px(4))
    write(surface, told, px(24), number, ink, True, "center")


def draw_badge(surface: Surface, layout: Layout, words: str) -> Rect:
    """Draw a line over the world, or several; return the plate that they stand on."""
    px, world, accent = layout.px, layout.world, colours().accent
    room_px = world.width - px(40)
    lines = [fitted(line, px(20), room_px, accent, True) for line in words.split("\n")]
    size = max(line.get_width() for line in lines), sum(line.get_height() for line in lines)
    badge = Rect((0, 0), size).move_to(midtop=(world.centerx, world.top + px(12)))
    plate = badge.inflate(px(28), px(10))
    pygame.draw.rect(surface, colours().background, plate, border_radius=px(8))
    for line, place in zip(lines, split_rows(badge, *map(Surface.get_height, lines)), strict=True):
        surface.blit(line, line.get_rect(midtop=place.midtop))
    return plate


def draw_captions(
    surface: Surface, layout: Layout, captions: Sequence[str], top_px: int
) -> list[Rect]:
    """Draw what is heard beside each other: under each other it would hide the characters.

    Return the plates that it stands on.
    """
    plates: list[Rect] = []
    px, room = layout.px, layout.columns
    x, y = room.left + px(12), top_px + px(8)
    for words in captions:
        written = rendered(words, px(17), colours().ink)
        at = written.get_rect(topleft=(x, y))
        if at.right > room.right:
            at.topleft = room.left + px(12), at.bottom + px(5)
        plates.append(surface.fill(colours().background, at.inflate(px(12), px(2))))
        surface.blit(written, at)
        x, y = at.right + px(18), at.top
    return plates
