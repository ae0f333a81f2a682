"""The page's sections: the text of templates/sections.txt with this run's numbers and pictures.

There `@figure name`, and likewise claim and table, stand for what was found, `{name}` for a value.
"""

from dataclasses import asdict, dataclass

import numpy as np

from brain.measures.mirror import NULL_PERCENTILE
from brain.network.network import Output
from brain.report import filled, published, words
from brain.report.claims import Claim, Verdict, spearman
from brain.report.figures import Drawn
from brain.report.findings import Findings
from brain.report.page import (
    bullets,
    claim_html,
    claims_html,
    counts_html,
    facts,
    figure_html,
    heading,
    paragraph,
    table_html,
)
from brain.tables import Table
from game.inspection.activity import ANSWER_SD


@dataclass(frozen=True, eq=False)
class Material:
    """What the sections are made of; figures and tables by name, in order."""

    findings: Findings
    claims: tuple[Claim, ...]
    figures: dict[str, Drawn]
    tables: dict[str, Table]


def sections(material: Material) -> list[tuple[str, str, str]]:
    """Return anchor, title and HTML of each section of the page."""
    values = _values(material)
    made = []
    for anchor, (title, blocks) in words("sections").items():
        html = ""
        for block in blocks:
            if block.startswith("@"):
                html += "".join(_placed(line, material) for line in block.splitlines())
            elif block.startswith("- "):
                items = block.removeprefix("- ").split("\n- ")
                html += bullets([filled(item, **values) for item in items])
            elif text := filled(block, **values):
                html += paragraph(text)
        made.append((anchor, title, html))
    return made


def _placed(line: str, material: Material) -> str:
    what, *names = line.removeprefix("@").split()
    match what:
        case "claim":
            by_key = {claim.key: claim for claim in material.claims}
            return "".join(claim_html(by_key[name]) for name in names)
        case "table":
            return "".join(table_html(material.tables[name]) for name in names)
        case "figure":
            shown = list(material.figures)
            return "".join(
                figure_html(material.figures[name], shown.index(name) + 1)
                if name in shown
                else paragraph("This run has nothing to draw here.")
                for name in names
            )
        case "verdicts":
            return counts_html(material.claims)
        case "claims":
            return claims_html(material.claims)
        case "facts":
            return facts(_facts(material.findings))
        case "heading":
            return heading(" ".join(names))
    raise ValueError(f"sections.txt: what is '{line}'?")


def lead(material: Material) -> str:
    """Return the opening sentences, made from the claims."""
    counts = {v: sum(c.verdict == v for c in material.claims) for v in Verdict}
    findings = material.findings
    return (
        f"{findings.checkpoints:,} checkpoints of {len(findings.run)} configurations, set beside "
        f"the published tables. Of {len(material.claims)} claims {counts[Verdict.HOLDS]} hold "
        f"under their control, {counts[Verdict.PARTLY]} in part and {counts[Verdict.FAILS]} do "
        "not."
    )


def _facts(findings: Findings) -> list[tuple[str, str]]:
    run, data = findings.run, findings.data
    paper = sum(s.recipe.is_from_paper for s in run)
    status = {word: sum(s.status == word for s in run) for word in ("done", "running", "diverged")}
    ended = ", ".join(f"{count} {word}" for word, count in status.items() if count)
    counts, drawn, on = data.get("counts", {}), data.get("states"), findings.measuring_set
    parts = ", ".join(f"{counts[k]:,} {k}" for k in ("train", "validation", "test") if k in counts)
    first = f"{drawn:,} unique, {parts}; " if isinstance(drawn, int) else ""

    def plain(settings: object) -> str:
        pairs = settings.items() if isinstance(settings, dict) else ()
        told = [f"{k.replace('_', ' ')} {v}" for k, v in pairs if isinstance(v, str | int | float)]
        return ", ".join(told) or "not told"

    return [
        ("Source", published.SOURCE),
        (
            "Configurations",
            f"{len(run)}: {paper} of the paper’s, {len(run) - paper} neighbours of ours ({ended}); "
            f"the paper had {published.CONFIGURATIONS} and {published.CHECKPOINTS:,} checkpoints",
        ),
        (
            "Checkpoints",
            f"{findings.checkpoints:,}, of them measured {findings.measured_checkpoints:,}",
        ),
        (
            "States",
            f"{first}measured on {len(on.states):,} test states and {len(on.boards):,} matched "
            "boards",
        ),
        ("Case study", f"{findings.case.name}. {findings.case.stands_in}"),
        ("Training", plain(findings.about.get("config", {}))),
        ("Run", plain(findings.about)),
    ]


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
        **asdict(findings.sizes),
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
