"""The report's building blocks in HTML; whatever comes from a run is escaped."""

import base64
import re
from collections.abc import Sequence
from html import escape

import numpy as np

from brain.report.claims import Claim, Verdict
from brain.report.figures import Drawn
from brain.tables import Cell, Column, Table

_VERDICTS = {
    Verdict.HOLDS: ("holds", "●"),
    Verdict.PARTLY: ("part", "◐"),
    Verdict.FAILS: ("fails", "○"),
    Verdict.UNTESTED: ("none", "–"),
}  # class and sign, so that the verdict can be told without its colour
_DECIMALS = ((100, 0), (10, 1), (1, 2), (0.1, 3), (0.002, 4), (0, 5))


def typeset(text: str) -> str:
    """Return text for the page: escaped, with real minus signs and apostrophes."""
    with_minus = re.sub(r"(?<![\w.])-(?=[\d.])", "−", text)
    return escape(re.sub(r"(?<=\w)'(?=\w|\s)", "’", with_minus))


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{typeset(text)}</p>\n"


def claim_html(claim: Claim) -> str:
    """Return one claim as it stands in the text: verdict, claim, finding and control."""
    kind, sign = _VERDICTS[claim.verdict]
    return (
        f'<p class="claim {kind}"><span class="verdict {kind}">{sign} {claim.verdict.value}</span> '
        f"<b>{typeset(claim.says)}</b> {typeset(claim.finding)} "
        f'<span class="soft">Control: {typeset(claim.control)}.</span></p>\n'
    )


def heading(text: str) -> str:
    """Return a heading within a section."""
    return f"<h3>{escape(text)}</h3>\n"


def bullets(items: Sequence[str]) -> str:
    """Return a list."""
    return "<ul>" + "".join(f"<li>{typeset(item)}</li>" for item in items) + "</ul>\n"


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a list of names and values."""
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    return f"<dl>{told}</dl>\n"


def figure_html(drawn: Drawn, number: int) -> str:
    """Return a figure with its picture inside the page."""
    picture = base64.b64encode(drawn.svg).decode()
    return (
        f'<figure id="figure-{drawn.name}"><div class="scroll">'
        f'<img alt="{escape(drawn.alt)}" src="data:image/svg+xml;base64,{picture}"></div>'
        f"<figcaption><b>Figure {number}.</b> {typeset(drawn.caption)}</figcaption></figure>\n"
    )


def claims_html(claims: Sequence[Claim]) -> str:
    """Return the claims, one a row."""
    rows = []
    for claim in claims:
        kind, sign = _VERDICTS[claim.verdict]
        rows.append(
            f'<tr id="claim-{claim.key}"><td>{typeset(claim.says)}</td>'
            f'<td data-name="Control">{typeset(claim.control)}</td>'
            f'<td><span class="verdict {kind}">{sign} {claim.verdict.value}</span></td>'
            f"<td>{typeset(claim.finding)}"
            f'<span class="rule">{typeset(claim.rule)}</span></td></tr>'
        )
    head = "".join(f"<th>{n}</th>" for n in ("The paper", "Control", "Verdict", "What we find"))
    body = "\n".join(rows)
    return f'<table class="claims"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n'


def counts_html(claims: Sequence[Claim]) -> str:
    """Return how many claims got each verdict."""
    items = []
    for verdict, (kind, sign) in _VERDICTS.items():
        count = sum(claim.verdict == verdict for claim in claims)
        if count:
            items.append(f'<li class="count {kind}"><b>{count}</b> {sign} {verdict.value}</li>')
    return f'<ul class="counts">{"".join(items)}</ul>\n'


def table_html(table: Table) -> str:
    """Return a table; of a long one its first rows, and where the rest is."""
    columns = []
    for i, column in enumerate(table.columns):
        cells = [row[i] for row in table.rows]
        kind = ' class="text"' if any(isinstance(cell, str) for cell in cells) else ""
        shown = _written(cells, column, table)[: table.page_rows]
        head = f"<th{kind}>{escape(column.heading)}</th>"
        columns.append([head, *(f"<td{kind}>{escape(cell)}</td>" for cell in shown)])
    header, *rows = ("".join(row) for row in zip(*columns, strict=True))
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    hidden = len(table.rows) - len(rows)
    more = f" {hidden} more rows: tables/{table.name}.csv." if hidden else ""
    return (
        f'<div class="scroll"><table><caption>{escape(table.title)}</caption><thead><tr>{header}'
        f"</tr></thead><tbody>{body}</tbody></table></div>"
        f'<p class="note">{typeset(table.note + more)}</p>\n'
    )


def _written(cells: Sequence[Cell], column: Column, table: Table) -> list[str]:
    """Return cells as text: numbers with three digits each, or with as many decimals as fit."""
    decimals = table.decimals
    if decimals is None:
        sizes = [abs(cell) for cell in cells if isinstance(cell, float) and cell == cell and cell]
        typical = float(np.median(sizes)) if sizes else np.inf
        decimals = next(places for least, places in _DECIMALS if typical >= least)
    form = ".3g" if table.is_mixed else column.form or f".{decimals}f"
    sign = "+" if column.heading == "change" or "difference" in column.heading else ""

    def text(cell: Cell) -> str:
        if cell is None or cell != cell:
            return "–"
        if not isinstance(cell, float):
            return str(cell)
        return f"{cell:{sign}{form}}".replace("-", "−").replace("e−0", "e−")

    return [text(cell) for cell in cells]
