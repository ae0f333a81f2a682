"""What ships of a run: its case study and training, and two controls that are what they say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from brains import FEW, one_unit_network
from test_checkpoints import series
from worlds import PAPER

from brain.files import BrainError
from brain.measures.mirror import respond
from brain.measures.nulls import MeasuringSet
from brain.network.brain_file import SAVED_MODELS, brain_names, load_brain, read_brain, save_brain
from brain.network.checkpoints import Checkpoints, save_run
from brain.network.network import Network
from brain.network.series import find_series, read_series, save_series, series_names
from brain.training import ship as shipping
from brain.training.run_folder import CHECKPOINTS_FILE
from brain.training.ship import (
    CASE,
    CONTROL,
    MOST_EPOCHS,
    UNTRAINED,
    Shipped,
    choose_case,
    ship,
    thin,
    uncertified,
)

ANY_ROUGH_GROUND = one_unit_network(dict.fromkeys(range(32), 1.0), -32.0)
CASE_LOSSES = np.linspace(0.2, 0.02, 9, dtype=np.float32)


def of(name: str, networks: Sequence[Network], accuracy: Sequence[float], **told) -> Checkpoints:
    """These networks as a series' checkpoints, with these accuracies."""
    like = series(name, len(networks), networks[0].hidden, **told)
    return Checkpoints.of(like.recipe, networks, like.epoch, like.val_loss, accuracy, like.status)


def idle(accuracy: Sequence[float], name: str = "idle") -> Checkpoints:
    """A series whose units are all silent."""
    silent = one_unit_network({}, -1.0)
    return of(name, [silent] * len(accuracy), accuracy)


@pytest.fixture(scope="module")
def measuring_set() -> MeasuringSet:
    return MeasuringSet.from_play(PAPER, FEW)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    folder = tmp_path_factory.mktemp("kept")
    case = replace(series("case", 9, (17, 17)), val_loss=CASE_LOSSES)
    save_run(folder / CHECKPOINTS_FILE, [idle([0.5, 0.4]), case], {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shipping, "CONTROL_GAMES", 4)
        patch.setattr(shipping, "CONTROL_ROUNDS", 20)
        return ship([folder], folder / "models", PAPER, "pytest", FEW, games=4, rounds=20)


def test_three_brains_are_kept_that_can_be_told_apart(shipped: Shipped) -> None:
    folder = shipped.series.parent.parent
    assert brain_names(folder) == sorted([CASE, CONTROL, UNTRAINED])
    brains = [read_brain(folder / f"{brain.metadata.name}.safetensors") for brain in shipped.brains]
    assert [brain.digest for brain in brains] == [brain.digest for brain in shipped.brains]
    assert len({brain.metadata.summary for brain in brains}) == 3
    for brain in brains:
        assert {"points_ratio_itself", "cmni", "certified_mirror_units"} <= set(
            brain.metadata.measures
        )
        assert tuple(map(len, brain.card.evidence)) == brain.network.hidden


def test_the_case_is_the_epoch_nearest_the_papers_loss(shipped: Shipped) -> None:
    told = shipped.brains[0].metadata
    nearest = int(np.abs(CASE_LOSSES - 0.0440).argmin())
    assert told.measures["epoch"] == nearest + 1
    assert told.summary.startswith("The paper's case study: 2 x 17 units, epoch 8, validation")


def test_of_several_trainings_of_the_case_that_nearest_to_the_papers_loss_is_chosen() -> None:
    def ending_at(loss: float, name: str, hidden: tuple[int, ...] = (17, 17)) -> Checkpoints:
        return replace(series(name, 1, hidden), val_loss=np.array([loss], np.float32))

    run = [ending_at(0.05, "far"), ending_at(0.045, "near"), ending_at(0.0440, "other", (17, 9))]
    assert choose_case(run).checkpoints is run[1]
    assert choose_case(run[2:]).checkpoints is run[2]


def test_the_control_learnt_and_has_no_certified_unit(shipped: Shipped) -> None:
    told = shipped.brains[1].metadata
    assert told.measures["certified_mirror_units"] == 0
    assert told.measures["held_out_accuracy"] == 0.5
    assert "has no certified mirror unit" in told.summary
    assert "epoch 1 of 2" in told.summary


def test_the_training_ends_in_the_brain_that_is_kept(shipped: Shipped) -> None:
    case = shipped.brains[0]
    training = find_series(CASE, shipped.series.parent.parent)
    assert training is not None
    at = training.epoch.tolist().index(case.metadata.measures["epoch"])
    brain = training.brain(at)
    assert brain.card.digest == case.digest
    assert brain.card.roles == case.card.roles
    assert brain.card.evidence == case.card.evidence
    assert training.certified[at] == case.metadata.measures["certified_mirror_units"]
    assert training.cmni[at] == pytest.approx(case.metadata.measures["cmni"]["value"])
    assert training.untrained is not None
    assert training.untrained.networks == FEW.untrained
    assert training.untrained.cmni.mean > 0


def test_early_epochs_are_all_kept_and_later_ones_thinned() -> None:
    found = thin(series("a", 100, (7, 5)), 61).epoch
    assert len(found) <= MOST_EPOCHS
    assert found[:10].tolist() == list(range(1, 11))
    assert {62, 100} <= set(found.tolist())
    assert thin(series("a", 30, (7, 5)), 3).epoch.tolist() == list(range(1, 31))


def test_a_more_accurate_network_with_certified_units_is_no_control(
    measuring_set: MeasuringSet,
) -> None:
    assert respond(ANY_ROUGH_GROUND, measuring_set.boards, FEW.permutations).certified == 1
    mirror = of("mirror", [ANY_ROUGH_GROUND] * 2, [0.8, 0.9])
    found = uncertified([mirror, idle([0.5, 0.7, 0.6])], measuring_set)
    assert [(one.recipe.id, one.epoch) for one in found] == [("idle", 2)]
    assert uncertified([mirror], measuring_set) == []


def test_only_networks_nearly_as_accurate_as_the_best_control_are_tried(
    measuring_set: MeasuringSet,
) -> None:
    run = [idle([0.705]), idle([0.701], "near"), idle([0.6], "far")]
    assert [one.recipe.id for one in uncertified(run, measuring_set)] == ["idle", "near"]


def test_a_run_without_checkpoints_is_refused_in_one_sentence(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    save_run(tmp_path / CHECKPOINTS_FILE, [series("a", 0)], {})
    assert "no checkpoints yet" in refused("keep", tmp_path, "--out", tmp_path)


def test_a_training_of_another_network_than_the_brain_is_refused(
    shipped: Shipped, tmp_path: Path
) -> None:
    case, other = shipped.brains[0], shipped.brains[1]
    assert case.network.hidden != other.network.hidden
    save_brain(other, tmp_path / f"{CASE}.safetensors")
    save_series(tmp_path / "series" / shipped.series.name, read_series(shipped.series))
    with pytest.raises(BrainError, match="of another network than paper"):
        find_series(CASE, tmp_path)


def test_every_training_that_ships_is_small_and_of_its_brain() -> None:
    assert CASE in series_names()
    for name in series_names():
        assert (SAVED_MODELS / "series" / f"{name}.safetensors").stat().st_size <= 2_000_000
        training = find_series(name)
        assert training is not None
        assert training.untrained is not None, "a CMNI without its null tells nothing"
        assert training.untrained.networks >= 20
        assert load_brain(name).digest in [
            training.brain(i).card.digest for i in range(len(training))
        ]


def test_a_brain_without_a_training_has_none(shipped: Shipped) -> None:
    folder = shipped.series.parent.parent
    assert find_series(CONTROL, folder) is None
    assert find_series("nobody", folder) is None
