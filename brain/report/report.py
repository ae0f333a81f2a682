"""`python -m brain report`: measure a run and write what came out as one page."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from brain.files import BrainError, check_writable, write_bytes
from brain.measures.circuits import CircuitKind
from brain.measures.nulls import REPORT, SampleSizes
from brain.network.checkpoints import load_run
from brain.progress import progressing
from brain.report import claims, figures, figures_units
from brain.report.claims import Claim
from brain.report.figures import Drawn
from brain.report.findings import Findings, find
from brain.report.own_tables import own_tables
from brain.report.page import Material, render
from brain.report.published import paper_tables
from brain.states.packed import load_states
from game.rules.config import Rules

CHECKPOINTS_FILE, PAGE_FILE, CLAIMS_FILE = "checkpoints.safetensors", "report.html", "claims.json"
# In the order of the report.
CLAIMS: tuple[Callable[[Findings], Claim], ...] = (
    claims.accuracy, claims.beyond_the_rule, claims.unseen, claims.course, claims.emergence,
    claims.certified, claims.named_units, claims.magnitude, claims.sparse, claims.loss,
    claims.capacity, claims.index, claims.comparable,
    *(partial(claims.circuit, kind) for kind in CircuitKind),
    claims.silencing, claims.cooperation, claims.playing,
)  # fmt: skip
FIGURES: tuple[Callable[[Findings], Drawn | None], ...] = (
    figures.learning_curves, figures.cmni_course, figures.against_untrained,
    figures.loss_and_scores, figures_units.means_by_condition, figures_units.distributions,
    figures_units.magnitude_control, figures.matched_course, figures_units.circuits,
    figures_units.lesions, figures_units.play,
)  # fmt: skip


def report(
    run: Path,
    out: Path,
    rules: Rules,
    data: Path | None = None,
    sizes: SampleSizes = REPORT,
) -> Path:
    """Measure the run in a folder and write page, figures, tables and verdicts to another.

    data: the folder of states; where the run says that it lies if None. Returns the page's path.

    Raises:
        BrainError: no such run or data, damaged files, or a folder that cannot be written.
    """
    series, about = load_run(run / CHECKPOINTS_FILE)
    told = about.get("data")
    told = data or (told.get("folder") if isinstance(told, dict) else told)
    if not isinstance(told, str | Path):
        raise BrainError(f"{run}: the run does not say where its states are; name them with --data")
    states = load_states(Path(told))
    if about.get("data_digest", states.digest) != states.digest:
        raise BrainError(
            f"{run}: trained on states {about['data_digest']}, but those given are {states.digest}"
        )
    # Say before the work rather than after it that nothing can be written there.
    check_writable(out / PAGE_FILE)
    material = describe(find(series, about, states, sizes, rules))
    for drawn in material.figures.values():
        write_bytes(out / "figures" / f"{drawn.name}.svg", drawn.svg)
        write_bytes(out / "figures" / f"{drawn.name}.png", drawn.png)
    for table in material.tables.values():
        write_bytes(out / "tables" / f"{table.name}.csv", table.csv().encode())
    verdicts = [
        {"key": c.key, "verdict": c.verdict.value, "finding": c.finding, "control": c.control}
        for c in material.claims
    ]
    claims_text = json.dumps(verdicts, indent=1, ensure_ascii=False) + "\n"
    write_bytes(out / CLAIMS_FILE, claims_text.encode())
    write_bytes(out / PAGE_FILE, render(material, run.name).encode())
    return out / PAGE_FILE


def describe(findings: Findings) -> Material:
    """Return claims, figures and tables of what was found; no verdict is written down anywhere."""
    drawn = filter(None, (figure(findings) for figure in progressing(FIGURES, "figures drawn")))
    tables = [*paper_tables(findings), *own_tables(findings)]
    return Material(
        findings,
        tuple(claim(findings) for claim in CLAIMS),
        {figure.name: figure for figure in drawn},
        {table.name: table for table in tables},
    )
