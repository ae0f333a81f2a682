"""The report's building blocks in HTML; whatever comes from a run is escaped."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

import numpy as np

from brain.report.claims import Claim, Verdict
from brain.report.figures import Drawn
from brain.tables import Cell, Table

TEMPLATES = Path(__file__).with_name("templates")
_VERDICTS = {
    Verdict.HOLDS: ("holds", "●"),
    Verdict.PARTLY: ("part", "◐"),
    Verdict.FAILS: ("fails", "○"),
    Verdict.UNTESTED: ("none", "–"),
}  # class and sign, so that the verdict can be told without its colour
_DECIMALS = ((100, 0), (10, 1), (1, 2), (0.1, 3), (0.002, 4), (0, 5))


@dataclass(frozen=True)
class Section:
    """A section of the page: its anchor, its heading and its HTML."""

    anchor: str
    title: str
    html: str


def page(title: str, kicker: str, lead: str, footer: str, sections: Sequence[Section]) -> str:
    """Return the whole page; it fetches nothing."""
    parts = (
        f'<section id="{s.anchor}"><h2>{number}. {escape(s.title)}</h2>\n{s.html}</section>'
        for number, s in enumerate(sections, 1)
    )
    links = (f'<li><a href="#{s.anchor}">{escape(s.title)}</a></li>' for s in sections)
    return Template((TEMPLATES / "report.html").read_text("utf-8")).substitute(
        title=escape(title),
        kicker=escape(kicker),
        lead=escape(lead),
        style=(TEMPLATES / "report.css").read_text("utf-8"),
        contents="\n".join(links),
        sections="\n".join(parts),
        footer=escape(footer),
    )


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
    columns = list(zip(*table.rows, strict=True)) if table.rows else [() for _ in table.header]
    is_text = [any(isinstance(cell, str) for cell in column) for column in columns]
    decimals = [
        _decimals(column, name, table) for name, column in zip(table.header, columns, strict=True)
    ]
    shown = table.rows if table.page_rows is None else table.rows[: table.page_rows]
    head = "".join(_tag("th", escape(n), t) for n, t in zip(table.header, is_text, strict=True))
    body = "\n".join(
        "<tr>"
        + "".join(
            _tag("td", escape(_shown(cell, name, places)), text)
            for cell, name, places, text in zip(row, table.header, decimals, is_text, strict=True)
        )
        + "</tr>"
        for row in shown
    )
    hidden = len(table.rows) - len(shown)
    more = f" {hidden} more rows: tables/{table.name}.csv." if hidden else ""
    note = typeset(table.note + more)
    return (
        f'<div class="scroll"><table><caption>{escape(table.title)}</caption><thead><tr>{head}</tr>'
        f'</thead><tbody>{body}</tbody></table></div><p class="note">{note}</p>\n'
    )


def _tag(tag: str, content: str, is_text: bool) -> str:
    kind = ' class="text"' if is_text else ""
    return f"<{tag}{kind}>{content}</{tag}>"


def _decimals(column: Sequence[Cell], name: str, table: Table) -> int | None:
    """Decimals of a column of numbers; None: three significant digits of each."""
    values = [abs(cell) for cell in column if isinstance(cell, float) and cell == cell]
    if table.is_mixed or name == "rate" or not values:
        return None
    if table.decimals is not None:
        return table.decimals
    if not any(values):
        return 0
    typical = float(np.median([value for value in values if value]))
    return next(places for least, places in _DECIMALS if typical >= least)


def _shown(cell: Cell, name: str, decimals: int | None) -> str:
    if cell is None or cell != cell:
        return "–"
    if not isinstance(cell, float):
        return str(cell)
    sign = "+" if name == "change" or "difference" in name else ""
    form = f"{sign}.3g" if decimals is None else f"{sign}.{decimals}f"
    return f"{cell:{form}}".replace("-", "−").replace("e−0", "e−")
