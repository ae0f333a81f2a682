"""The panel from the back row: how large its labels are, and that nothing it says loses its end."""

import re
from dataclasses import replace

import pytest
from fake_brain import D, M, O, X, activity, card
from pygame import Surface
from stage import blank_window, make_match
from test_answer_history import at

from game.inspection.activity import BrainCard, Condition
from game.inspection.unit import Unit
from game.play.setup import Setup
from game.rules.actions import Who
from game.view.app import BIG
from game.view.paint import text
from game.view.paint.layout import layout_for
from game.view.panel import page
from game.view.panel.inspected import InspectedBrain, sentence_of_loss
from game.view.panel.panel import FRESH_TURNS, BrainPanel
from game.view.panel.tabs import TABS

FROG, TOAD = Who
MIRRORS = card([[M, O, O] * 5 + [O, D], [O] * 11 + [M, X, O, O, M, M]])
# As large as what ships, with its control.
MANY = replace(card([[M, O, O, O] * 15 + [O] * 4, [O] * 28 + [M] * 4]), untrained_mirrors=28.9)
PLAIN = card([[O] * 17] * 2)
LABEL = re.compile(r"\d+|\d·[MDX]?\d+")  # on a mark, and beside a lane or a row


class Painted:
    """A panel as a window of this size shows it, and the texts that stand in it."""

    def __init__(self, size: tuple[int, int], zoom: float, of: BrainCard = MIRRORS) -> None:
        self.surface: Surface = blank_window(size)
        layout = layout_for(size, has_panel=True, zoom=zoom)
        inspected = InspectedBrain(make_match(Setup(seed=1)), TOAD, of)
        tabs = [tab(inspected) for tab in TABS]
        self.panel = BrainPanel(layout, layout.panel, inspected, tabs)
        self.seen = activity(at(2 * 1234), of=of)
        inspected.history.follow(inspected.match.play(), self.seen, 0.0)

    def paint(self, tab: str) -> None:
        """Paint all that only turns change, with this tab open."""
        self.panel.inspected.selection.open(tab)
        self.panel._draw_still(self.surface, self.seen)


def x_px(size_px: int, is_bold: bool) -> int:
    """How high the letter x is."""
    letter = text.font(size_px, is_bold).render("x", True, (255, 255, 255))
    return letter.get_bounding_rect().height


def labels_px(painted: Painted, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], int]:
    """How high an x would be in the label of each unit, by the tab and the label."""
    labels, rendered = {}, text._rendered

    def note(words: str, size_px: int, colour: object, is_bold: bool) -> Surface:
        if LABEL.fullmatch(words):
            key = painted.panel.inspected.selection.tab, words
            labels[key] = min(x_px(size_px, is_bold), labels.get(key, size_px))
        return rendered(words, size_px, colour, is_bold)

    monkeypatch.setattr(text, "_rendered", note)
    for tab in ("Traces", "Raster"):
        painted.paint(tab)
    monkeypatch.undo()
    return labels


@pytest.mark.parametrize(("size", "least_px"), [((1280, 720), 9), ((1920, 1080), 14)], ids=str)
def test_every_unit_s_label_can_be_read_from_the_back_row(
    size: tuple[int, int], least_px: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, big = (labels_px(Painted(size, zoom), monkeypatch) for zoom in (1.0, BIG))
    assert {words for tab, words in usual if tab == "Raster"} == set(map(str, range(17)))
    assert {f"1·M{i}" for i in range(0, 15, 3)} < {words for _, words in usual}
    assert min(usual.values()) >= least_px
    assert usual.keys() == big.keys()
    assert all(big[label] >= usual[label] for label in usual)


@pytest.mark.parametrize(
    ("size", "zoom", "least_px"),
    [((1280, 720), 1.0, 7), ((1280, 720), BIG, 6), ((1920, 1080), 1.0, 11), ((1920, 1080), BIG, 9)],
    ids=str,
)
def test_in_a_large_brain_a_layer_has_as_much_height_as_its_rows_need(
    size: tuple[int, int], zoom: float, least_px: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert min(labels_px(Painted(size, zoom, MANY), monkeypatch).values()) >= least_px


@pytest.mark.parametrize("zoom", [1.0, BIG])
@pytest.mark.parametrize("size", [(1024, 640), (1280, 720), (1920, 1080)], ids=str)
def test_mirror_units_without_a_lane_are_counted_beside_the_lanes(
    size: tuple[int, int], zoom: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted, words, write = Painted(size, zoom, MANY), list[str](), page.write

    def note(surface: Surface, told: str, *how: object) -> object:
        words.append(told)
        return write(surface, told, *how)

    monkeypatch.setattr(page, "write", note)
    painted.paint("Traces")
    lanes = sum(bool(re.fullmatch(r"\d·M\d+", told)) for told in words)
    more = [int(told.split()[0]) for told in words if re.fullmatch(r"\+\d+ more", told)]
    assert lanes + sum(more) == 19
    assert len(more) == (lanes < 19)
    assert "last 50 rounds" in words
    painted.paint("Change")
    assert [told for told in words if told.startswith("the selected unit: none")]


def said(loser: Who, is_both: bool, of: BrainCard) -> str:
    seen = activity(at(1), of=of)
    return sentence_of_loss(
        loser, 1, replace(seen, condition=Condition.BOTH if is_both else Condition.SELF)
    )


@pytest.mark.parametrize("of", [MIRRORS, MANY, PLAIN], ids=["mirror units", "many", "none"])
@pytest.mark.parametrize("zoom", [1.0, BIG])
@pytest.mark.parametrize(
    # (1280, 660) is what a frame leaves of a small screen
    "size",
    [(1024, 640), (1280, 660), (1280, 720), (1920, 1080), (2560, 1440)],
    ids=str,
)
def test_nothing_that_the_panel_says_loses_its_end(
    size: tuple[int, int], zoom: float, of: BrainCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[str] = []
    shortened, paragraph = text.shortened, page.write_paragraph

    def note_end(words: str, *how: object) -> str:
        lost.append(words)
        return shortened(words, *how)

    def note_overflow(surface: Surface, words: str, size_px: int, place, *ink: object):
        used = paragraph(surface, words, size_px, place, *ink)
        lost.extend([words] * (used.height > place.height))
        return used

    monkeypatch.setattr(text, "shortened", note_end)
    monkeypatch.setattr(page, "write_paragraph", note_overflow)
    painted = Painted(size, zoom, of)
    history = painted.panel.inspected.history
    sentences = [said(who, is_both, of) for who in Who for is_both in (False, True)]
    for sentence in ("", *sentences):
        for age in (0, FRESH_TURNS):
            history.sentence, history.said_turn = sentence, history.turn - age
            painted.paint(TABS[0].name)
    for unit in (None, Unit(0, 0), Unit(1, 16)):
        painted.panel.inspected.selection.select(unit)
        for tab in TABS:
            painted.paint(tab.name)
    assert lost == []
