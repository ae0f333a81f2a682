"""The paper's published numbers, read from `brain/paper/*.csv` (source in the README there)."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "paper"
CHECKPOINTS, CONFIGURATIONS = 3_500, 50
SOURCE = "R. Wyrick, Mirror-Neuron Patterns in AI Alignment, arXiv 2511.01885 (2025)"


@dataclass(frozen=True)
class PublishedCheckpoint:
    """A row of Table 1 or 2."""

    hidden: tuple[int, ...]
    learning_rate: float
    epoch: int
    val_loss: float
    mns: float
    cmni: float


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `brain/paper/NAME.csv`, every cell as it is written there."""
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def extreme_checkpoints(name: str) -> tuple[PublishedCheckpoint, ...]:
    """Return the checkpoints of `table1_high_cmni` or `table2_low_cmni`."""
    return tuple(
        PublishedCheckpoint(
            hidden=(int(row["neurons_per_layer"]),) * int(row["layers"]),
            learning_rate=float(row["learning_rate"]),
            epoch=int(row["epoch"]),
            val_loss=float(row["val_loss"]),
            mns=float(row["mns"]),
            cmni=float(row["cmni"]),
        )
        for row in rows(name)
    )


def confusion() -> np.ndarray:
    """Return Table 3, int64 [4 labels, 4 choices]."""
    names = ("hop", "jump", "leap", "help")
    return np.array([[int(row[name]) for name in names] for row in rows("table3_confusion")])


def epochs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the case study's (epoch, validation loss, CMNI), [170] each."""
    table = rows("cmni_by_epoch")
    epoch, loss, cmni = (
        np.array([float(row[name]) for row in table]) for name in ("epoch", "val_loss", "cmni")
    )
    return epoch.astype(int), loss, cmni


def mean_activations(layer: int) -> dict[int, np.ndarray]:
    """Return means by condition [4] of each published unit of layer 1 (Table 4) or 2 (Table 6)."""
    name = {1: "table4_layer1_mean_activations", 2: "table6_layer2_mean_activations"}[layer]
    return {int(row["neuron"].removeprefix(f"L{layer}N")): _conditions(row) for row in rows(name)}


def moments() -> dict[int, dict[str, np.ndarray]]:
    """Return Table 5: by unit of layer 1 and statistic, one number a condition [4]."""
    found: dict[int, dict[str, np.ndarray]] = {}
    for row in rows("table5_layer1_statistics"):
        unit = found.setdefault(int(row["neuron"].removeprefix("L1N")), {})
        unit[row["statistic"]] = _conditions(row)
    return found


def _conditions(row: dict[str, str]) -> np.ndarray:
    return np.array([float(row[f"distress_{c}"]) for c in ("none", "frog", "toad", "both")])


def circuit(name: str) -> tuple[tuple[str, float, float], ...]:
    """Return (connection, weight, z) of a circuit of Tables 7 to 10."""
    return tuple(
        (row["connection"], float(row["weight"]), float(row["z_score"]))
        for row in rows("tables7_to_10_circuits")
        if row["circuit"] == name
    )
