"""The report of a tiny run: all of it is there, and the verdicts follow the data."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from worlds import PAPER

from brain.files import BrainError
from brain.measures.case_study import MeasuredSeries
from brain.measures.nulls import SampleSizes
from brain.network.checkpoints import Checkpoints, Recipe, save_run
from brain.network.network import Network, Output, glorot
from brain.report import figures, published, words
from brain.report.claims import Verdict, grade, spearman
from brain.report.figures import draw
from brain.report.findings import Findings, find
from brain.report.page import Material, render, typeset
from brain.report.report import CLAIMS, describe, report
from brain.states.packed import States, load_states, save_states
from brain.states.paper_states import Draw, draw_states, split_by_board

TINY = SampleSizes(
    epochs=3, boards=300, permutations=20, label_shuffles=100, case_permutations=20, untrained=4,
    untrained_states=500, untrained_permutations=20, draws=5, run_boards=50, run_draws=5,
    played_games=4, played_rounds=8, play_draws=3, played_networks=2,
)  # fmt: skip
SECTIONS = (
    "claims", "run", "training", "cmni", "units", "matched", "circuits", "causal", "play", "methods"
)  # fmt: skip
ABOUT = {
    "sampling": "frog-hops", "states": 30_000, "condition_shares": [0.43, 0.31, 0.13, 0.13],
    "label_shares": [0.39, 0.4, 0.15, 0.06], "test_boards_in_training": 0,
    "published_split": {"rows": 0.9, "boards": 0.96},
    "exact_row_removal": {"rows": 0.0, "boards": 0.9},
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _coarse_pictures() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "PNG_DPI", 30)
        yield


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> States:
    folder = tmp_path_factory.mktemp("data")
    split = split_by_board(draw_states(Draw(30_000), PAPER), 2_000, seed=0)
    counts = {"counts": {name: len(words) for name, words in split.items()}}
    return save_states(split, {**ABOUT, **counts}, folder)


def series(
    hidden: tuple[int, ...], networks: Sequence[Network], name: str = "", loss: str = "mse"
) -> Checkpoints:
    """The networks as checkpoints 1, 2, ..."""
    told = Recipe(
        name or f"L{len(hidden)}N{hidden[0]}", hidden, 4e-6, 25, 0.12, 0.01, loss, 0, True
    )
    count = len(networks)
    return Checkpoints.of(
        told,
        networks,
        np.arange(1, count + 1),
        np.linspace(0.09, 0.04, count),
        np.linspace(0.5, 0.8, count),
        "done" if count else "diverged",
    )


def fresh(hidden: tuple[int, ...], count: int, scale: float = 1.0) -> list[Network]:
    """Untrained networks whose first layer is `scale` times as large."""
    rng = np.random.default_rng(5)
    made = [glorot(hidden, rng, Output.LINEAR) for _ in range(count)]
    return [replace(n, weights=(n.weights[0] * np.float32(scale), *n.weights[1:])) for n in made]


@pytest.fixture(scope="module")
def run() -> list[Checkpoints]:
    return [
        series((17, 17), fresh((17, 17), 4)),
        series((6,), fresh((6,), 3)),
        series((5, 5, 5), fresh((5, 5, 5), 1), loss="cross-entropy"),
        series((7,), [], name="<b>diverged & gone</b>"),
    ]


@pytest.fixture(scope="module")
def findings(run: list[Checkpoints], states: States) -> Findings:
    return find(run, {"name": "tiny", "data": "x"}, states, TINY, PAPER)


@pytest.fixture(scope="module")
def material(findings: Findings) -> Material:
    return describe(findings)


class Page(HTMLParser):
    """Open elements, ids, pictures and whatever would be fetched."""

    VOID = ("meta", "img", "br", "link", "input", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.pictures = 0
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [told["id"]] if told.get("id") else []
        source = told.get("src") or (told.get("href") if tag == "link" else None) or ""
        self.fetched += [source] if source and not source.startswith("data:") else []
        if tag == "img":
            self.pictures += 1
            assert told["alt"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page(material: Material) -> Page:
    return Page(render(material, "tiny"))


def test_the_page_is_whole_and_fetches_nothing(page: Page) -> None:
    assert page.open == []
    assert page.fetched == []
    assert len(page.ids) == len(set(page.ids))


def test_every_section_claim_and_figure_is_there(page: Page, material: Material) -> None:
    assert [i for i in page.ids if i in SECTIONS] == list(SECTIONS)
    assert [f"claim-{claim.key}" in page.ids for claim in material.claims] == [True] * len(CLAIMS)
    assert page.pictures == len(material.figures) >= 10


def test_every_table_of_the_paper_stands_beside_ours(page: Page, material: Material) -> None:
    assert all(table.title in page.text for table in material.tables.values())
    (first, *_) = material.tables["table1_high_cmni"].rows
    assert first[1] == "2 x 11, 5e-05, epoch 1"
    assert first[3] == 0.01228
    assert first[7] == pytest.approx(first[6] - first[3])
    table = material.tables["table3_confusion"]
    assert all(len(row) == len(table.header) for row in table.rows)


def test_no_words_are_left_over(material: Material) -> None:
    assert set(words("claims")) == {claim.key for claim in material.claims}
    assert set(words("tables")) == set(material.tables)
    of_sessions = {"event_locked", "raster"}
    assert set(words("captions")) == {*material.figures, "circuits", *of_sessions}


def test_what_a_run_is_called_cannot_break_the_page(page: Page) -> None:
    assert "<b>diverged & gone</b>" in page.text


def test_the_same_data_give_the_same_picture() -> None:
    def paint(figure: Figure) -> None:
        figure.subplots().plot([1, 2], [3, 4])

    first, second = (draw("distributions", 2, paint) for _ in range(2))
    assert first.svg == second.svg
    assert first.png == second.png


def test_a_dollar_in_a_name_is_no_formula() -> None:
    def paint(figure: Figure, name: str) -> None:
        figure.subplots().set_yticks([0], [name])

    wrong, right = (draw("distributions", 2, partial(paint, name=n)) for n in ("$\\no$", "$a$"))
    assert wrong.png != right.png


def verdicts_of(findings: Findings) -> dict[str, Verdict]:
    return {c.key: c.verdict for c in (claim(findings) for claim in CLAIMS)}


def changed_case(findings: Findings, **changes: object) -> Findings:
    """The findings with another measurement of the case study."""
    before = findings.case.measured
    measured: MeasuredSeries = replace(before, **changes)
    case = replace(findings.case, measured=measured)
    everything = tuple(measured if m is before else m for m in findings.measured)
    return replace(findings, case=case, measured=everything)


def test_a_larger_cmni_than_untrained_turns_the_verdict(findings: Findings) -> None:
    statistics = findings.case.measured.statistics

    def scaled(factor: float) -> Findings:
        mean = statistics.mean * factor
        return changed_case(findings, statistics=replace(statistics, mean=mean))

    assert verdicts_of(scaled(1e-3))["emergence"] == Verdict.FAILS
    assert verdicts_of(scaled(1e3))["emergence"] == Verdict.HOLDS


def test_units_above_every_control_turn_the_verdicts(findings: Findings) -> None:
    matched = findings.case.measured.matched
    ones = np.ones_like(matched.own)
    perfect = replace(
        matched, own=ones, other=ones, magnitude=0 * ones, own_null=0 * ones, other_null=0 * ones
    )
    better = verdicts_of(changed_case(findings, matched=perfect))
    assert better["certified"] == better["magnitude"] == Verdict.HOLDS
    loud = replace(perfect, magnitude=2 * ones)
    worse = verdicts_of(changed_case(findings, matched=loud))
    assert worse["certified"] == worse["magnitude"] == Verdict.FAILS


def test_right_answers_turn_the_verdict_on_accuracy(findings: Findings) -> None:
    statistics = findings.case.measured.statistics
    confusion = np.zeros_like(statistics.confusion)
    confusion[:, range(4), range(4)] = 500
    right = replace(statistics, confusion=confusion)
    assert verdicts_of(changed_case(findings, statistics=right))["accuracy"] == Verdict.HOLDS
    assert verdicts_of(findings)["accuracy"] == Verdict.FAILS


def test_a_split_without_leaks_turns_the_verdict(findings: Findings) -> None:
    data = {**findings.data, "published_split": {"rows": 0.0, "boards": 0.0}}
    assert verdicts_of(findings)["split"] == Verdict.FAILS
    assert verdicts_of(replace(findings, data=data))["split"] == Verdict.HOLDS


def test_the_papers_own_curve_holds(findings: Findings) -> None:
    _, loss, cmni = published.epochs()
    before = findings.case.measured
    at = np.array([0, 3, 6, 100])
    kept_mean = np.zeros_like(before.statistics.kept_mean)[[0, 0, 1, 2]]
    kept_mean[:, 1:3] = cmni[at][:, None, None]
    like_theirs = changed_case(
        findings,
        series=replace(before.series, val_loss=loss[at].astype(np.float32)),
        index=np.arange(4),
        statistics=replace(before.statistics, kept_mean=kept_mean),
    )
    assert verdicts_of(like_theirs)["course"] == Verdict.HOLDS
    upside_down = kept_mean.copy()
    upside_down[:, 1:3] = 0.02 - kept_mean[:, 1:3]
    statistics = replace(before.statistics, kept_mean=upside_down)
    against = changed_case(like_theirs, statistics=statistics)
    assert verdicts_of(against)["course"] == Verdict.FAILS


def test_grades_and_ranks() -> None:
    assert [grade(v, 0.9, 0.5) for v in (0.9, 0.5, 0.4)] == list(Verdict)[:3]
    assert grade(float("nan"), 1, 0) == Verdict.UNTESTED
    assert spearman(np.array([1, 2, 3, 4]), np.array([1, 4, 9, 16])) == pytest.approx(1)
    assert spearman(np.array([1, 1, 2]), np.array([2, 2, 1])) == pytest.approx(-1)
    assert np.isnan(spearman(np.ones(5), np.arange(5)))


def test_minus_signs_are_set_and_names_left_alone() -> None:
    assert typeset("change -0.02, L2N17-lr4e-06 <x>") == "change −0.02, L2N17-lr4e-06 &lt;x&gt;"


def test_a_run_without_most_parts_is_written_and_says_so(states: States, tmp_path: Path) -> None:
    only = [series((6,), fresh((6,), 1), loss="cross-entropy")]
    save_run(tmp_path / "run" / "checkpoints.safetensors", only, {"data": str(folder_of(states))})
    out = tmp_path / "out"
    made = report(tmp_path / "run", out, PAPER, sizes=TINY)
    page = Page(made.read_text("utf-8"))
    assert [i for i in page.ids if i in SECTIONS] == list(SECTIONS)
    assert "stands in" in page.text
    claims = {c["key"]: c["verdict"] for c in json.loads((out / "claims.json").read_text())}
    assert len(claims) == len(CLAIMS)
    assert claims["course"] == claims["capacity"] == Verdict.UNTESTED
    names = {path.stem for path in (out / "figures").glob("*.svg")}
    assert names == {path.stem for path in (out / "figures").glob("*.png")}
    assert len((out / "tables" / "table4_layer1_means.csv").read_text().splitlines()) == 18


def folder_of(states: States) -> Path:
    return Path(states.train.filename).parent  # type: ignore[attr-defined]


def test_a_run_without_checkpoints_is_refused(states: States) -> None:
    with pytest.raises(BrainError, match="no checkpoints yet"):
        find([series((7,), [])], {}, states, TINY, PAPER)


def test_bad_input_is_one_line(
    run: list[Checkpoints], tmp_path: Path, refused: Callable[..., str]
) -> None:
    out = tmp_path / "out"
    assert "cannot be read" in refused("report", tmp_path / "nowhere", "--out", out)
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "checkpoints.safetensors").write_bytes(b"\x00" * 100)
    assert "no checkpoints that can be used" in refused("report", damaged, "--out", out)
    save_run(tmp_path / "whole" / "checkpoints.safetensors", run, {})
    assert "--data" in refused("report", tmp_path / "whole", "--out", out)
    assert "no states there" in refused(
        "report", tmp_path / "whole", "--out", out, "--data", tmp_path / "none"
    )
    assert not out.exists()


def test_a_run_on_other_states_is_refused(
    run: list[Checkpoints], states: States, tmp_path: Path, refused: Callable[..., str]
) -> None:
    about = {"data": str(folder_of(states)), "data_digest": "0" * 12}
    save_run(tmp_path / "checkpoints.safetensors", run, about)
    assert "trained on states 000000000000" in refused(
        "report", tmp_path, "--out", tmp_path / "out"
    )


def test_a_folder_that_cannot_be_written_is_said_before_the_work(
    run: list[Checkpoints], states: States, tmp_path: Path, refused: Callable[..., str]
) -> None:
    folder = folder_of(states)
    save_run(tmp_path / "whole" / "checkpoints.safetensors", run, {"data": str(folder)})
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(
        "report", tmp_path / "whole", "--out", tmp_path / "file" / "x"
    )
    assert load_states(folder).digest == states.digest
