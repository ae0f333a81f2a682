"""Parts of the unit's page: what the laboratory measured of it, with the bounds of chance."""

import pygame
from pygame import Rect

from game.inspection.activity import ANSWER_SD, UnitEvidence
from game.inspection.unit import Unit
from game.view.paint.text import write, write_paragraph
from game.view.paint.theme import colours
from game.view.panel.tabs.tab import Page
from game.view.panel.tabs.wiring import ROW_PX, Explain

IN_TROUBLE = ("nobody", "itself", "partner", "both")  # in the order of `Condition`
RISES_ABOUT = "rise on boards that differ in one trouble only, in its SDs"
LEAST_SCALE_SD = 1.0  # of the rises' axis, in SDs


def draw_measures(page: Page, unit: Unit, place: Rect, explain: Explain) -> None:
    """Draw the four condition means with their spread, then the rises on matched boards."""
    px, card = page.layout.px, page.activity.card
    if not card.evidence:
        words = "This brain's file holds no measures: brain measure NAME --save adds them."
        write_paragraph(page.surface, words, px(15), place, colours().dim_ink)
        return
    evidence = card.evidence[unit[0]][unit[1]]
    row_px = px(ROW_PX - 1)
    rises = Rect(place.left, place.top, place.width, 3 * row_px)
    if place.height >= 8 * row_px:
        means = Rect(place.left, place.top, place.width, 5 * row_px)
        _draw_means(page, evidence, means, row_px)
        explain(
            means, "mean activation in the laboratory's games by who was in trouble; line: ± 1 SD"
        )
        rises.top = means.bottom
    _draw_rises(page, evidence, rises, row_px)
    explain(
        rises,
        f"{RISES_ABOUT}; dotted: {ANSWER_SD} needed; tick: what chance gives at most (99%)",
    )


def draw_rises_line(page: Page, unit: Unit, place: Rect, explain: Explain) -> None:
    """Write the rises on matched boards in one line."""
    if page.activity.card.evidence:
        evidence = page.activity.card.evidence[unit[0]][unit[1]]
        words = f"rises at its own trouble {evidence.own:+.2f} SD, at its partner's"
        words = f"{words} {evidence.other:+.2f}"
        write(page.surface, words, page.layout.px(14), place, colours().dim_ink)
        explain(place, RISES_ABOUT)


def _rows(place: Rect, row_px: int, label_px: int, count: int) -> list[tuple[Rect, Rect]]:
    """Return the places of label and bar of each row under the title's."""
    tops = [place.top + row_px * (i + 1) for i in range(count)]
    return [
        (
            Rect(place.left, top, label_px, row_px),
            Rect(place.left + label_px, top + 2, place.width - label_px, row_px - 4),
        )
        for top in tops
    ]


def _draw_means(page: Page, evidence: UnitEvidence, place: Rect, row_px: int) -> None:
    px, canvas = page.layout.px, page.surface
    title = Rect(place.left, place.top, place.width, row_px)
    write(canvas, "mean when in trouble:", px(14), title, colours().dim_ink)
    most = max(m + s for m, s in zip(evidence.mean, evidence.sd, strict=True)) or 1.0
    rows = _rows(place, row_px, px(58), len(IN_TROUBLE))
    for (label, axis), name, mean, sd in zip(
        rows, IN_TROUBLE, evidence.mean, evidence.sd, strict=True
    ):
        write(canvas, name, px(14), label)
        pygame.draw.rect(canvas, colours().surface, axis)
        bar = Rect(axis.left, axis.top, round(axis.width * mean / most), axis.height)
        canvas.fill(colours().faint_ink, bar)
        ends = [
            axis.left + round(axis.width * min(max(x, 0.0), most) / most)
            for x in (mean - sd, mean + sd)
        ]
        y = axis.centery
        pygame.draw.line(canvas, colours().ink, (ends[0], y), (ends[1], y), px(2))


def _draw_rises(page: Page, evidence: UnitEvidence, place: Rect, row_px: int) -> None:
    px, canvas = page.layout.px, page.surface
    title = Rect(place.left, place.top, place.width, row_px)
    write(canvas, "rise on matched boards, SD", px(14), title, colours().dim_ink)
    shown = (
        ("its own", evidence.own, evidence.own_null),
        ("partner's", evidence.other, evidence.other_null),
    )
    most = max(LEAST_SCALE_SD, *(abs(value) for _, *values in shown for value in values))
    rows = _rows(place, row_px, px(58), len(shown))
    for (label, axis), (name, rise, null) in zip(rows, shown, strict=True):
        write(canvas, name, px(14), label)
        axis.width -= px(44)
        pygame.draw.rect(canvas, colours().surface, axis)
        zero = axis.left + axis.width // 3  # falls are rarer than rises: a third is theirs

        def x_of(value: float, zero: int = zero, axis: Rect = axis) -> int:
            room = axis.right - zero if value >= 0 else zero - axis.left
            return zero + round(room * value / most)

        is_answer = rise >= ANSWER_SD and rise > null
        colour = colours().mirror if is_answer else colours().dim_ink
        left, right = sorted((zero, x_of(rise)))
        canvas.fill(colour, Rect(left, axis.top, max(1, right - left), axis.height))
        pygame.draw.line(canvas, colours().ink, (zero, axis.top), (zero, axis.bottom - 1))
        for y in range(axis.top, axis.bottom, 3):
            canvas.set_at((x_of(ANSWER_SD), y), colours().ink)
        tick = Rect(x_of(null) - px(1), axis.top - 1, px(3), axis.height + 2)
        canvas.fill(colours().distress, tick)
        value = Rect(axis.right, axis.top, px(44), axis.height)
        write(canvas, f"{rise:+.2f}", px(15), value, colour, is_answer, "midright")
