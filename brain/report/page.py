"""The report's page in HTML: templates/sections.txt with a run's numbers, pictures and tables.

There `@figure name`, and likewise claim and table, stand for what was found, `{name}` for a value.
Whatever comes from a run is escaped.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from string import Template

import numpy as np

from brain.measures.mirror import NULL_PERCENTILE
from brain.network.network import Output
from brain.report import TEMPLATES, filled, published, words
from brain.report.claims import Claim, Verdict, spearman
from brain.report.figures import Drawn
from brain.report.findings import Findings
from brain.tables import Cell, Column, Table
from game.inspection.activity import ANSWER_SD

PAPER = "arXiv 2511.01885"
_VERDICTS = {
    Verdict.HOLDS: ("holds", "●"),
    Verdict.PARTLY: ("part", "◐"),
    Verdict.FAILS: ("fails", "○"),
    Verdict.UNTESTED: ("none", "–"),
}  # class and sign, so that the verdict can be told without its colour
_DECIMALS = ((100, 0), (10, 1), (1, 2), (0.1, 3), (0.002, 4), (0, 5))


@dataclass(frozen=True, eq=False)
class Material:
    """What the sections are made of; figures and tables by name, in order."""

    findings: Findings
    claims: tuple[Claim, ...]
    figures: dict[str, Drawn]
    tables: dict[str, Table]


def render(material: Material, name: str) -> str:
    """Return the page of a run with that name; it fetches nothing."""
    findings, claims = material.findings, material.claims
    made, count = _sections(material), len(findings.run)
    contents = (f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title, _ in made)
    parts = (
        f'<section id="{anchor}"><h2>{number}. {escape(title)}</h2>\n{html}</section>'
        for number, (anchor, title, html) in enumerate(made, 1)
    )
    counts = {v: sum(claim.verdict == v for claim in claims) for v in Verdict}
    kicker = f"Run: {name} · {count} configuration{'s' if count != 1 else ''} · beside {PAPER}"
    lead = (
        f"{sum(map(len, findings.run)):,} checkpoints of {count} configurations, set beside the "
        f"published tables. Of {len(claims)} claims {counts[Verdict.HOLDS]} hold under their "
        f"control, {counts[Verdict.PARTLY]} in part and {counts[Verdict.FAILS]} do not."
    )
    return Template((TEMPLATES / "report.html").read_text("utf-8")).substitute(
        title="Mirror units of Frog and Toad: the paper’s results and their controls",
        kicker=escape(kicker),
        lead=escape(lead),
        style=(TEMPLATES / "report.css").read_text("utf-8"),
        contents="\n".join(contents),
        sections="\n".join(parts),
        footer="Written by python -m brain report from the run’s checkpoints; nothing on this page "
        "is fetched from elsewhere.",
    )


def _sections(material: Material) -> list[tuple[str, str, str]]:
    """Return anchor, title and HTML of each section of the page."""
    values = _values(material)
    made = []
    for anchor, (title, blocks) in words("sections").items():
        html = ""
        for block in blocks:
            if block.startswith("@"):
                html += "".join(_placed(line, material) for line in block.splitlines())
            elif block.startswith("- "):
                items = (filled(i, **values) for i in block.removeprefix("- ").split("\n- "))
                html += "<ul>" + "".join(f"<li>{typeset(i)}</li>" for i in items) + "</ul>\n"
            elif text := filled(block, **values):
                html += f"<p>{typeset(text)}</p>\n"
        made.append((anchor, title, html))
    return made


def _placed(line: str, material: Material) -> str:
    what, *names = line.removeprefix("@").split()
    match what:
        case "claim":
            by_key = {claim.key: claim for claim in material.claims}
            return "".join(
                f'<p class="claim {_VERDICTS[claim.verdict][0]}">{_verdict_html(claim.verdict)} '
                f"<b>{typeset(claim.says)}</b> {typeset(claim.finding)} "
                f'<span class="soft">Control: {typeset(claim.control)}.</span></p>\n'
                for claim in (by_key[name] for name in names)
            )
        case "table":
            return "".join(_table_html(material.tables[name]) for name in names)
        case "figure":
            return "".join(_figure_html(name, material) for name in names)
        case "verdicts":
            items = ""
            for verdict, (kind, sign) in _VERDICTS.items():
                if count := sum(claim.verdict == verdict for claim in material.claims):
                    items += f'<li class="count {kind}"><b>{count}</b> {sign} {verdict}</li>'
            return f'<ul class="counts">{items}</ul>\n'
        case "claims":
            return _claims_html(material.claims)
        case "facts":
            pairs = _facts(material.findings).items()
            told = "".join(f"<dt>{escape(k)}</dt><dd>{escape(text)}</dd>" for k, text in pairs)
            return f"<dl>{told}</dl>\n"
        case "heading":
            return f"<h3>{escape(' '.join(names))}</h3>\n"
    raise ValueError(f"sections.txt: what is '{line}'?")


def typeset(text: str) -> str:
    """Return text for the page: escaped, with real minus signs and apostrophes."""
    with_minus = re.sub(r"(?<![\w.])-(?=[\d.])", "−", text)
    return escape(re.sub(r"(?<=\w)'(?=\w|\s)", "’", with_minus))


def _verdict_html(verdict: Verdict) -> str:
    kind, sign = _VERDICTS[verdict]
    return f'<span class="verdict {kind}">{sign} {verdict}</span>'


def _claims_html(claims: Sequence[Claim]) -> str:
    """The claims, one a row."""
    body = "\n".join(
        f'<tr id="claim-{claim.key}"><td>{typeset(claim.says)}</td>'
        f'<td data-name="Control">{typeset(claim.control)}</td>'
        f"<td>{_verdict_html(claim.verdict)}</td><td>{typeset(claim.finding)}"
        f'<span class="rule">{typeset(claim.rule)}</span></td></tr>'
        for claim in claims
    )
    head = "".join(f"<th>{n}</th>" for n in ("The paper", "Control", "Verdict", "What we find"))
    return f'<table class="claims"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n'


def _figure_html(name: str, material: Material) -> str:
    """A figure with its picture inside the page."""
    if name not in material.figures:
        return "<p>This run has nothing to draw here.</p>\n"
    number, drawn = list(material.figures).index(name) + 1, material.figures[name]
    picture = base64.b64encode(drawn.svg).decode()
    return (
        f'<figure id="figure-{name}"><div class="scroll">'
        f'<img alt="{escape(drawn.alt)}" src="data:image/svg+xml;base64,{picture}"></div>'
        f"<figcaption><b>Figure {number}.</b> {typeset(drawn.caption)}</figcaption></figure>\n"
    )


def _table_html(table: Table) -> str:
    """A table; of a long one its first rows, and where the rest is."""
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


def _facts(findings: Findings) -> dict[str, str]:
    run, data, on = findings.run, findings.data, findings.measuring_set
    paper = sum(s.recipe.is_from_paper for s in run)
    status = {word: sum(s.status == word for s in run) for word in ("done", "running", "diverged")}
    ended = ", ".join(f"{count} {word}" for word, count in status.items() if count)
    counts, drawn = data.get("counts", {}), data.get("states")
    parts = ", ".join(f"{counts[k]:,} {k}" for k in ("train", "validation", "test") if k in counts)
    first = f"{drawn:,} unique, {parts}; " if isinstance(drawn, int) else ""

    def plain(settings: object) -> str:
        pairs = settings.items() if isinstance(settings, dict) else ()
        told = [f"{k.replace('_', ' ')} {v}" for k, v in pairs if isinstance(v, str | int | float)]
        return ", ".join(told) or "not told"

    return {
        "Source": published.SOURCE,
        "Configurations": f"{len(run)}: {paper} of the paper’s, {len(run) - paper} neighbours of "
        f"ours ({ended}); the paper had {published.CONFIGURATIONS} and "
        f"{published.CHECKPOINTS:,} checkpoints",
        "Checkpoints": f"{sum(map(len, run)):,}, of them measured "
        f"{sum(len(measured.index) for measured in findings.measured):,}",
        "States": f"{first}measured on {len(on.states):,} test states and {len(on.boards):,} "
        "matched boards",
        "Case study": f"{findings.case.name}. {findings.case.stands_in}",
        "Training": plain(findings.about.get("config", {})),
        "Run": plain(findings.about),
    }


def _values(material: Material) -> dict[str, object]:
    """Return what stands for each `{name}` of the text."""
    findings = material.findings
    data, case, on = findings.data, findings.case, findings.measuring_set
    leaks = ""
    if leak := data.get("published_split"):
        exact = data.get("exact_row_removal", {}).get("boards", float("nan"))
        leaks = (
            f"Applied to these states, the published split would leave {leak['rows']:.1%} of the "
            f"test rows and {leak['boards']:.1%} of the test boards in training, and exact removal "
            f"of rows still {exact:.1%} of the boards. With our split the number of shared boards "
            f"is {data.get('test_boards_in_training', 'not told')}."
        )
    ends = np.array([m.statistics.confusion[-1] for m in findings.measured])
    leap, helped = (100 * ends[:, a, a] / ends[:, a].sum(axis=1) for a in (2, 3))
    theirs = 100 * np.diag(published.confusion()) / published.confusion().sum(axis=1)

    def spread(percent: np.ndarray) -> str:
        return f"{np.median(percent):.0f}% (median; {percent.min():.0f} to {percent.max():.0f}%)"

    weights = case.measured.series.networks.weights[0][case.measured.index]
    rho = spearman(np.linalg.norm(weights, axis=(1, 2)), case.measured.statistics.cmni)
    scale = (
        " Over the case study’s checkpoints its rank correlation with the norm of the first "
        f"layer’s weights is {rho:+.2f}."
    )
    strength = (
        "The case study was trained on squared error: its outputs are no probabilities, so P(help) "
        "and P(leap) do not exist for it. Read are the bare output and how often the action is the "
        "highest one."
        if case.network.output == Output.LINEAR
        else "The case study was trained on cross-entropy: P is the softmax of its outputs."
    )
    return {
        **asdict(on.sizes),
        "circuits": "no figure",  # where there are none
        **{name: f"Figure {number}" for number, name in enumerate(material.figures, 1)},
        "leaks": leaks,
        "helped": spread(helped),
        "leapt": spread(leap),
        "their_help": f"{theirs[3]:.0f}",
        "their_leap": f"{theirs[2]:.0f}",
        "scale": scale if np.isfinite(rho) else "",
        "found": len(case.circuits),
        "strength": strength,
        "matched_boards": f"{len(on.boards):,}",
        "answer_sd": ANSWER_SD,
        "percentile": f"{NULL_PERCENTILE:.0f}",
        "grounds": f"{len(np.unique(on.boards.game)):,}",
    }
