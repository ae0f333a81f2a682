"""Tables of causal tests: the case study in full, every configuration in brief."""

from brain.measures.circuits import CircuitKind
from brain.measures.compare import Effect
from brain.report.claims_causal import asked_of
from brain.report.findings import Findings
from brain.report.paper_tables import Cell, Table


def causal_tables(findings: Findings) -> list[Table]:
    """Return the tables of causal tests, in the order of the report."""
    return [_lesions(findings), _silenced(findings)]


def _lesions(findings: Findings) -> Table:
    case = findings.case
    rows: list[tuple[Cell, ...]] = []
    named: list[tuple[str, tuple[Effect, ...]]] = []
    for circuit, tests in zip(case.circuits, case.circuit_tests, strict=True):
        name = f"cut {str(circuit.kind).replace('_', ' ')}"
        named += [(name, tests.elsewhere), (f"{name}, other inputs", tests.same_unit)]
    named += [
        ("silence units", case.causal.on_boards),
        ("units to their means", case.causal.to_mean),
        ("silence units", case.causal.in_play),
    ]
    for name, contrasts in named:
        rows += [_contrast(name, t) for t in contrasts if t.where != "calm"]
    asked = len(rows)
    for name, contrasts in named:
        rows += [_contrast(name, t) for t in contrasts if t.where == "calm"]
    return Table(
        "lesions",
        "All causal tests",
        "Change: lesioned minus intact, with its 95% interval over games. Random: mean and 95% "
        "range of equally many random others (cuts: into other units, or of other inputs into the "
        "same unit). Difference: change minus the random mean. p: "
        "two-sided rank among the random ones, not corrected for the number of tests. Outputs of a "
        "network trained on squared error are no probabilities and are shown as they are.",
        (
            "lesion",
            "where",
            "reading",
            "intact",
            "change",
            "low",
            "high",
            "random",
            "random low",
            "random high",
            "difference",
            "difference low",
            "difference high",
            "p",
            "specific",
        ),
        tuple(rows),
        page_rows=asked,
    )


def _contrast(name: str, test: Effect) -> tuple[Cell, ...]:
    spans = (test.change, test.random, test.difference)
    numbers = [value for e in spans for value in (e.mean, e.low, e.high)]
    return (name, test.where, test.reading, test.intact, *numbers, test.p,
            "yes" if test.is_specific else "")  # fmt: skip


def _silenced(findings: Findings) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in findings.silenced:
        names = [f"L{n}N{unit}" for n, layer in enumerate(one.units, 1) for unit in layer]
        asked = [
            c
            for kind in (CircuitKind.SELF_PRESERVATION, CircuitKind.EMPATHY_HELP)
            for c in asked_of(one.on_boards, kind)
        ]
        told: list[Cell] = [cell for c in asked for cell in (c.change.mean, c.p)]
        first = (one.name, one.why.split(",")[0], len(names), " ".join(names))
        rows.append((*first, *(told or [None] * 8)))
    return Table(
        "silenced",
        "Silencing units in the last checkpoint of every configuration",
        f"Certified units that are not almost silent, or else those with a score, against "
        f"{findings.depth.survey_draws} random sets. Leap with own distress, help with the "
        "partner’s: change of the share of choices and of the output (or P), and its p.",
        (
            "configuration",
            "chosen by",
            "units",
            "which",
            "leap chosen",
            "p ",
            "leap output",
            "p  ",
            "help chosen",
            "p   ",
            "help output",
            "p    ",
        ),
        tuple(rows),
        is_mixed=True,
    )
