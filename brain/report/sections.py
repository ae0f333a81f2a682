"""The report's text: what was run, what came out, and how it was measured."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from brain.measures import published
from brain.measures.mirror import NULL_PERCENTILE
from brain.network.network import Output
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
    """What the sections are made of; figures and tables by name."""

    findings: Findings
    claims: tuple[Claim, ...]
    figures: dict[str, Drawn]
    tables: dict[str, Table]

    def figure(self, name: str) -> str:
        """Return a figure with its number, or a line that says that there is none."""
        if name not in self.figures:
            return paragraph("This run has nothing to draw here.")
        return figure_html(self.figures[name], list(self.figures).index(name) + 1)

    def number(self, name: str) -> str:
        """Return how the text calls a figure."""
        names = list(self.figures)
        return f"Figure {names.index(name) + 1}" if name in names else "no figure"

    def table(self, *names: str) -> str:
        """Return tables."""
        return "".join(table_html(self.tables[name]) for name in names)

    def claim(self, *keys: str) -> str:
        """Return claims with their verdicts and numbers."""
        by_key = {claim.key: claim for claim in self.claims}
        return "".join(claim_html(by_key[key]) for key in keys)


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


def _claims(material: Material) -> str:
    return (
        counts_html(material.claims)
        + paragraph(
            "Every verdict is computed from the measures of this run; the small print under each "
            "says how. Where a control takes a claim away, the measure the paper used may still "
            "come out as published: the sections below show both."
        )
        + claims_html(material.claims)
    )


def _run(material: Material) -> str:
    findings = material.findings
    data, case = findings.data, findings.case
    told = [
        ("Source", published.SOURCE),
        ("Configurations", _configurations(findings)),
        (
            "Checkpoints",
            f"{findings.checkpoints:,}, of them measured {findings.measured_checkpoints:,}",
        ),
        ("States", _states(findings)),
        ("Case study", f"{case.name}. {case.stands_in}"),
        ("Training", _told(findings.about.get("config", {}))),
        ("Run", _told(findings.about)),
    ]
    leak = data.get("published_split")
    text = paragraph(
        "The published split removes the wrong rows from training, so that most test rows stay in "
        "it; and even exact removal leaves many of the same boards there, with another energy or "
        "another fly pattern. Here a board is in one part only."
    )
    if leak:
        exact = data.get("exact_row_removal", {}).get("boards", float("nan"))
        text += paragraph(
            f"Applied to these states, the published split would leave {leak['rows']:.1%} of the "
            f"test rows and {leak['boards']:.1%} of the test boards in training, and exact removal "
            f"of rows still {exact:.1%} of the boards. With our split the number of shared boards "
            f"is {data.get('test_boards_in_training', 'not told')}."
        )
    return facts(told) + heading("The data") + text + material.table("data")


def _told(settings: object) -> str:
    """Name and value of every plain setting."""
    plain = settings.items() if isinstance(settings, dict) else ()
    told = [f"{k.replace('_', ' ')} {v}" for k, v in plain if isinstance(v, str | int | float)]
    return ", ".join(told) or "not told"


def _configurations(findings: Findings) -> str:
    run = findings.run
    paper = sum(s.recipe.is_from_paper for s in run)
    status = {word: sum(s.status == word for s in run) for word in ("done", "running", "diverged")}
    told = ", ".join(f"{count} {word}" for word, count in status.items() if count)
    return (
        f"{len(run)}: {paper} of the paper’s, {len(run) - paper} neighbours of ours ({told}); the "
        f"paper had {published.CONFIGURATIONS} and {published.CHECKPOINTS:,} checkpoints"
    )


def _states(findings: Findings) -> str:
    counts, states = findings.data.get("counts", {}), findings.measuring_set.states
    drawn = findings.data.get("states")
    parts = ", ".join(f"{counts[k]:,} {k}" for k in ("train", "validation", "test") if k in counts)
    first = f"{drawn:,} unique, {parts}; " if isinstance(drawn, int) else ""
    boards = len(findings.measuring_set.boards)
    return f"{first}measured on {len(states):,} test states and {boards:,} matched boards"


def _training(material: Material) -> str:
    measured = material.findings.measured
    ends = np.array([m.statistics.confusion[-1] for m in measured])
    leap, helped = (100 * ends[:, a, a] / ends[:, a].sum(axis=1) for a in (2, 3))
    theirs = 100 * np.diag(published.confusion()) / published.confusion().sum(axis=1)
    return (
        paragraph(
            "Four fifths of any such test set go to a rule that hops unless it has no energy; what "
            "is learnt beyond it is leap and help. At their last checkpoints the networks are "
            f"right in {_spread(helped)} of the states to help in (the paper’s case study: "
            f"{theirs[3]:.0f}%) and in {_spread(leap)} of those to leap in ({theirs[2]:.0f}%)."
        )
        + material.claim("rule")
        + material.claim("accuracy")
        + material.figure("learning_curves")
        + material.table("table3_confusion", "configurations")
    )


def _spread(percent: np.ndarray) -> str:
    return f"{np.median(percent):.0f}% (median; {percent.min():.0f} to {percent.max():.0f}%)"


def _cmni(material: Material) -> str:
    measured = material.findings.case.measured
    norms = np.linalg.norm(measured.series.networks.weights[0][measured.index], axis=(1, 2))
    rho = spearman(norms, measured.statistics.cmni)
    scale = (
        f" Over the case study’s checkpoints its rank correlation with the norm of the first "
        f"layer’s weights is {rho:+.2f}."
        if np.isfinite(rho)
        else ""
    )
    return (
        paragraph(
            "CMNI is a difference of activations, so it grows and shrinks with whatever makes "
            "activations large: the size of the weights, the share of states with much energy, the "
            f"large number that stands for distress.{scale} Hence the comparison with networks of "
            "the same architecture that never learnt anything."
        )
        + material.claim("course")
        + material.figure("cmni_course")
        + material.claim("emergence")
        + material.figure("against_untrained")
        + material.claim("loss")
        + material.claim("comparable")
        + material.figure("loss_and_scores")
        + material.table("table1_high_cmni", "table2_low_cmni")
    )


def _units(material: Material) -> str:
    return (
        paragraph(
            "The paper finds its mirror neurons in the mean activations of the first layer: units "
            "that are more active when the own character is in distress, and when the partner is. "
            f"{material.number('means_by_condition')} sets these means beside ours; "
            f"{material.number('distributions')} shows what lies behind them."
        )
        + material.figure("means_by_condition")
        + material.figure("distributions")
        + material.claim("sparse")
        + material.table("table4_layer1_means", "table5_layer1_moments", "table6_layer2_means")
    )


def _matched(material: Material) -> str:
    return (
        paragraph(
            "Means by condition mix distress with everything that goes with it: where the "
            "characters stand, and how large a number stands for them. Matched pairs change "
            "nothing but the distress, and the 8 of a helping partner changes only the number."
        )
        + material.claim("named")
        + material.claim("magnitude")
        + material.figure("magnitude_control")
        + material.claim("certified")
        + material.figure("matched_course")
        + material.table("units")
    )


def _circuits(material: Material) -> str:
    found = len(material.findings.case.circuits)
    return (
        paragraph(
            f"Looked for by role, {found} of the paper’s three circuits exist in the case study. A "
            "large z says that a connection is strong among its neighbours, not that it does "
            "anything: the paths’ contributions and the next section do."
        )
        + material.figure("circuits")
        + material.table("circuit_self_preservation", "circuit_actions")
        + material.table("circuit_tactical_help", "circuit_empathy_help", "paths")
    )


def _causal(material: Material) -> str:
    keys = ("self_preservation", "tactical_help", "empathy_help", "silencing", "cooperation")
    linear = (
        "The case study was trained on squared error: its outputs are no probabilities, so P(help) "
        "and P(leap) do not exist for it. Read are the bare output and how often the action is the "
        "highest one."
    )
    softmax = "The case study was trained on cross-entropy: P is the softmax of its outputs."
    is_linear = material.findings.case.network.output == Output.LINEAR
    return (
        paragraph(linear if is_linear else softmax)
        + paragraph(
            "The teacher leaps because the next column is rough, not because its own is, and helps "
            "a partner in distress only from column 26 on. So a matched change of leap with own "
            "distress is something the network made of what goes together in the data."
        )
        + material.claim(*keys)
        + material.figure("lesions")
        + material.table("lesions", "silenced")
    )


def _play(material: Material) -> str:
    return material.claim("playing") + material.figure("play") + material.table("play")


def _methods(material: Material) -> str:
    findings, sizes = material.findings, material.findings.sizes
    games = len(np.unique(findings.measuring_set.boards.game))
    return bullets(
        [
            "MNS of a unit: the smaller of its two rises of mean activation, own distress and "
            "partner’s, if both are above 0; CMNI: the mean MNS. “CMNI” counts hidden units "
            "and all states; “CMNI paper” pools the outputs and keeps of own distress the "
            "states that show symbol 5, of the partner’s those that show symbol 4.",
            "Role by the means: a unit rises if its delta is above 0 and at least a fifth of "
            "the layer’s largest; this gives the paper’s own units on its Table 4. Both rise: "
            "mirror candidate; one: differentiating.",
            f"Matched boards: {len(findings.measuring_set.boards):,} test states with nobody in "
            "distress, once as they are, once with rough ground and symbol 9 under the own "
            "character, once under the partner, once with the partner’s symbol 8. Rises are in "
            "SD of the activation over the undisturbed boards.",
            f"Certified: both rises at least {ANSWER_SD} SD, above the rise for the 8 and "
            f"above the {NULL_PERCENTILE:.0f}th percentile of a permutation null in which all "
            f"pairs of one ground change sign together ({games:,} grounds; "
            f"{sizes.permutations} permutations over training, {sizes.case_permutations} for "
            "the case study).",
            f"Untrained null: {sizes.untrained} Glorot initialisations an architecture, "
            "measured in the same way.",
            f"Causal tests: {sizes.draws} random sets of as many live units of the same layers "
            f"(play: {sizes.play_draws} sets, {sizes.played_games} games of {sizes.played_rounds} "
            "rounds). Intervals are bootstraps over games.",
            "The published tables do not hold the data of the paper’s Figures 2 to 7. Their "
            "kinds are drawn from our data: CMNI and loss over epochs "
            f"({material.number('cmni_course')}), activations by condition "
            f"({material.number('means_by_condition')}, {material.number('distributions')}), "
            f"scores of units ({material.number('loss_and_scores')}) and wiring of the "
            f"circuits ({material.number('circuits')}); where the tables have the paper’s "
            "numbers, they are in the same picture.",
            "One case study per run is studied in depth, and p-values are not corrected for "
            "the number of tests. We say that a unit responds to both; nothing here says that "
            "a network feels.",
        ]
    ) + paragraph("All tables are in tables/*.csv with all digits, all figures in figures/.")


SECTIONS: tuple[tuple[str, str, Callable[[Material], str]], ...] = (
    ("claims", "The paper’s claims, each under a control", _claims),
    ("run", "What was run, and on what", _run),
    ("training", "What training reaches", _training),
    ("cmni", "CMNI over training, and without any", _cmni),
    ("units", "Units by condition", _units),
    ("matched", "Matched pairs and the magnitude control", _matched),
    ("circuits", "Circuits", _circuits),
    ("causal", "Causal tests", _causal),
    ("play", "Closed-loop play", _play),
    ("methods", "How it was measured", _methods),
)  # anchor, title, and what writes it; in the order of the page
