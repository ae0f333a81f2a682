"""`python -m brain generate`: draw, split, check, save, and say what came out."""

import time
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table

from brain.states.board_split import Leak, Split, published_leaks, shared_boards, split_by_board
from brain.states.packed import board, conditions, label
from brain.states.paper_states import ROUNDS, Draw, Sampling, draw_states
from brain.states.state_files import States, save_states
from brain.tables import console
from game.rules.actions import BRAIN_ACTIONS
from game.rules.config import Rules

EXPECTED_PERCENT = {
    Sampling.FROG_HOPS: ((43, 31, 13, 13), (39, 40, 14.5, 6)),
    Sampling.BOTH_RANDOM: ((66, 15, 14, 4), (46, 44, 9, 1)),
}  # SPEC section 4: none/self/other/both in distress; hop/jump/leap/help
_CONDITION_NAMES = ("none in distress", "self", "other", "both")


def generate(draw: Draw, test_states: int, rules: Rules, folder: Path) -> States:
    """Write the states of a draw to a folder and print what they are.

    Raises:
        BrainError: too few states of a class for the test set, or the folder cannot be written.
    """
    began = time.perf_counter()
    with Progress(
        "states", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console()
    ) as bar:
        task = bar.add_task("states", total=draw.states)
        word = draw_states(draw, rules, lambda states: bar.update(task, completed=states))
    split = split_by_board(word, test_states, draw.seed)
    leaks = published_leaks(word, test_states, draw.seed)
    about = _about(draw, rules, word, split, leaks)
    states = save_states(split, about, folder)
    _print(states, draw, time.perf_counter() - began)
    return states


def _about(
    draw: Draw, rules: Rules, word: np.ndarray, split: Split, leaks: tuple[Leak, Leak]
) -> dict[str, Any]:
    return {
        "recipe": "paper",
        "sampling": str(draw.sampling),
        "seed": draw.seed,
        "rules": rules.name,
        "rounds": ROUNDS,
        "states": draw.states,
        "boards": len(np.unique(board(word))),
        "counts": {
            "train": len(split.train),
            "validation": len(split.validation),
            "test": len(split.test),
            "unused": split.unused,
        },
        "condition_shares": _shares(conditions(word)),
        "label_shares": _shares(label(word)),
        "test_boards": len(np.unique(board(split.test))),
        "test_boards_in_training": shared_boards(split.test, split.train),
        "test_boards_in_validation": shared_boards(split.test, split.validation),
        "published_split": {"rows": leaks[0].rows, "boards": leaks[0].boards},
        "exact_row_removal": {"rows": leaks[1].rows, "boards": leaks[1].boards},
    }


def _shares(value: np.ndarray) -> list[float]:
    return [round(float(s), 6) for s in np.bincount(value, minlength=4) / max(len(value), 1)]


def _print(states: States, draw: Draw, seconds: float) -> None:
    about, counts = states.about, states.about["counts"]
    table = Table("share, %", "here", "SPEC")
    names = (*_CONDITION_NAMES, *(f"label {a.name.lower()}" for a in BRAIN_ACTIONS))
    shares = (*about["condition_shares"], *about["label_shares"])
    expected = (*EXPECTED_PERCENT[draw.sampling][0], *EXPECTED_PERCENT[draw.sampling][1])
    for name, share, percent in zip(names, shares, expected, strict=True):
        table.add_row(name, f"{100 * share:.1f}", f"{percent:g}")
    console().print(table)
    print(
        f"{about['states']:,} unique states on {about['boards']:,} boards in {seconds:.1f} s: "
        f"{counts['train']:,} train, {counts['validation']:,} validation, {counts['test']:,} test, "
        f"{counts['unused']:,} unused beside the test set"
    )
    print(
        f"check: {about['test_boards_in_training']} of {about['test_boards']:,} test boards are in "
        f"training, {about['test_boards_in_validation']} in validation"
    )
    published, exact = about["published_split"], about["exact_row_removal"]
    print(
        f"the published split would leave {100 * published['rows']:.1f} % of the test rows and "
        f"{100 * published['boards']:.1f} % of the test boards in training (SPEC: about 90 %); "
        f"with exact removal of rows still {100 * exact['boards']:.1f} % of the boards"
    )
