"""A sweep's grid, folder and shards: killed at any moment, it ends as if it had not been."""

import contextlib
import errno
import json
import math
import os
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from brains import rewritten
from command import running, until
from safetensors import safe_open
from safetensors.numpy import save_file
from test_files import full
from worlds import PAPER

from brain.files import BrainError
from brain.network.checkpoints import load_run
from brain.states.packed import load_states
from brain.states.paper_states import Draw, make_states
from brain.training.recipes import load_sweep_config
from brain.training.run_folder import Run, Shard, load_shard, merge, open_run, save_shard

pytest.importorskip("torch")
psutil = pytest.importorskip("psutil")  # comes with distributed

GRID = """
name: small
states: 8000
validation_states: 500
epochs: 20
shards: 2
configurations:
  - {layers: 2, units: 17, learning_rate: 1.0e-03}
  - {layers: 1, units: 9, learning_rate: 1.0e-04, seed: 3}
  - {layers: 3, units: 7, learning_rate: 5.0e-04, batch_size: 20}
  - {layers: 2, units: 30, learning_rate: 2.0e-04, loss: cross-entropy}
"""
RESULTS = ("table.csv", "log.csv", "checkpoints.safetensors")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("states")
    make_states(Draw(10_000), 500, PAPER, folder)
    return folder


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(GRID)
    return tmp_path / "small.yaml"


def train_here(run: Run) -> None:
    """Train all shards in this process, one after the other, and merge them."""
    from brain.training.sweep import train_shard

    states = open_run(run)
    for number in range(len(run.shards)):
        train_shard(run, number)
    merge(run, states)


def run_of(grid: Path, data: Path, out: Path, epochs: int) -> Run:
    return Run(out, load_sweep_config(str(grid)).model_copy(update={"epochs": epochs}), data)


def results(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in RESULTS]


def sweeping(grid: Path, data: Path, out: Path) -> AbstractContextManager[subprocess.Popen[str]]:
    return running("-m", "brain", "sweep", "--config", grid, "--data", data, "--out", out)


def epoch_of(path: Path) -> int:
    if not path.exists():
        return 0
    with safe_open(path, "numpy") as file:
        return json.loads(file.metadata()["shard"])["epoch"]


def test_shards_hold_every_network_once() -> None:
    config = load_sweep_config("paper")
    parts = Run(Path(), config, Path()).shards
    assert sorted(c.id for part in parts for c in part) == sorted(c.id for c in config.networks())
    assert [len(part) for part in parts] == [26, 24]


def test_the_paper_grid_is_50_configurations_and_27_are_the_papers() -> None:
    networks = load_sweep_config("paper").networks()
    assert len(networks) == 50
    assert sum(c.is_from_paper for c in networks) == 27
    assert any(c.id == "L2N17-lr4e-06-b25-s0" and c.is_from_paper for c in networks)
    assert {len(c.hidden) for c in networks} == {1, 2, 3}
    assert min(c.hidden[0] for c in networks) == 5
    assert max(c.hidden[0] for c in networks) == 50
    rates = [c.learning_rate for c in networks]
    assert (min(rates), max(rates)) == (2e-6, 2e-4)
    assert {(c.dropout, c.l2, c.loss) for c in networks} == {(0.12, 0.01, "mse")}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("shards:", "shard:"), "unknown key 'shard'; the nearest known key is 'shards'"),
        (("units: 17", "unit: 17"), "unknown key 'unit'; the nearest known key is 'units'"),
        (("units: 17", "units: 2000"), "units: input should be less than or equal to 64"),
        (("1.0e-03", "fast"), "learning_rate"),
        ((GRID.splitlines()[8], GRID.splitlines()[7]), "stands twice"),
        (("name: small", "name: [small"), "not valid YAML"),
        (("loss: cross-entropy", "loss: hinge"), "loss"),
        (("name: small", 'name: !!float ""'), "tags (!) are not used"),
        (("name: small", "name: small"), "device 'abacus'"),
    ],
)  # fmt: skip
def test_a_wrong_grid_is_one_line(grid, data, tmp_path, change, words, refused) -> None:
    grid.write_text(GRID.replace(*change))
    out = ("--data", data, "--out", tmp_path / "run", "--device", "abacus")
    assert words in refused("sweep", "--config", grid, *out)


def test_a_folder_of_another_run_is_refused(grid, data, tmp_path: Path) -> None:
    out = tmp_path / "run"
    train_here(run_of(grid, data, out, 1))
    before = results(out)
    grid.write_text(GRID.replace("seed: 3", "seed: 4"))
    with pytest.raises(BrainError, match="of another configuration or other states"):
        open_run(run_of(grid, data, out, 1))
    assert results(out) == before


def test_a_run_can_be_taken_further_and_gives_what_one_go_gives(grid, data, tmp_path) -> None:
    for epochs in (1, 3):
        train_here(run_of(grid, data, tmp_path / "steps", epochs))
    train_here(run_of(grid, data, tmp_path / "once", 3))
    assert results(tmp_path / "steps") == results(tmp_path / "once")
    series, about = load_run(tmp_path / "once" / "checkpoints.safetensors")
    assert about["data"] == str(data)
    assert about["data_digest"] == load_states(data).digest
    assert [s.status for s in series] == ["done"] * 4
    assert all(s.epoch[0] == 1 and np.isfinite(s.val_loss).all() for s in series)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("epoch", math.inf),
        ("courses", 3),
        ("run", None),
        ("status", "happy"),
        ("steps", math.inf),
        ("steps", -1),
        ("waited", -1),
        ("id", "\x1b[2J"),
    ],
)
def test_a_damaged_state_is_one_sentence(key, value, grid, data, tmp_path) -> None:
    run = run_of(grid, data, tmp_path / "run", 1)
    states = open_run(run)
    path, digest = run.shard_file(0), run.digest(states)
    save_shard(Shard(run.shards[0]), path, digest)
    with safe_open(path, "numpy") as file:
        told = json.loads(file.metadata()["shard"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    (told if key in told else told["courses"][0])[key] = value
    save_file(tensors, path, {"shard": json.dumps(told)})
    with pytest.raises(BrainError, match="no state that can be resumed"):
        load_shard(run.shards[0], path, digest)


@pytest.mark.parametrize(
    ("name", "value"),
    [("0.p0", math.nan), ("0.p0", 1e30), ("0.m1", math.inf), ("0.v0", -1), ("0.log", math.nan)],
)
def test_a_state_of_no_training_is_one_sentence(name, value, grid, data, tmp_path) -> None:
    run = run_of(grid, data, tmp_path / "run", 1)
    train_here(run)
    path, digest = run.shard_file(0), run.digest(open_run(run))
    rewritten(path, lambda tensors, header: tensors[name].fill(value))
    with pytest.raises(BrainError, match="no state that can be resumed"):
        load_shard(run.shards[0], path, digest)


def test_a_full_disk_leaves_the_state_of_the_epoch_before(
    grid, data, tmp_path, monkeypatch
) -> None:
    from brain.training.sweep import train_shard

    run = run_of(grid, data, tmp_path / "run", 2)
    train_here(run_of(grid, data, tmp_path / "run", 1))
    before = run.shard_file(0).read_bytes()

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(BrainError, match="No space left on device"):
            train_shard(run, 0)
    assert run.shard_file(0).read_bytes() == before
    train_here(run)
    train_here(run_of(grid, data, tmp_path / "once", 2))
    assert results(tmp_path / "run") == results(tmp_path / "once")


@pytest.fixture(scope="module")
def undisturbed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "small.yaml").write_text(GRID)
    train_here(Run(folder, load_sweep_config(str(folder / "small.yaml")), data))
    return results(folder)


def end_of(process: subprocess.Popen) -> None:
    told, _ = process.communicate(timeout=300)
    assert process.returncode == 0, told


@pytest.mark.slow
def test_killed_in_the_middle_it_ends_as_if_undisturbed(grid, data, tmp_path, undisturbed) -> None:
    shard, out = tmp_path / "run" / "shard-001.safetensors", tmp_path / "run"
    for epoch in (3, 9):
        with sweeping(grid, data, out) as process:
            until(lambda e=epoch: epoch_of(shard) >= e, f"no epoch {epoch}", patience_s=300)
            os.killpg(process.pid, signal.SIGKILL)
    assert not (out / "table.csv").exists()
    with sweeping(grid, data, out) as process:
        end_of(process)
    assert results(out) == undisturbed


def workers_of(process: subprocess.Popen) -> list[psutil.Process]:
    """The processes that a sweep trains in, as far as they have started and not ended."""
    children, found = [], []
    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(process.pid).children()
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):
            found += [child] if "spawn_main" in " ".join(child.cmdline()) else []
    return found


@pytest.mark.slow
def test_killed_workers_cost_nothing_but_time(grid, data, tmp_path, undisturbed) -> None:
    with sweeping(grid, data, tmp_path / "run") as process:
        shard = tmp_path / "run" / "shard-001.safetensors"
        until(lambda: epoch_of(shard) >= 1, "no epoch", patience_s=300)
        begun = set(workers_of(process))
        for worker in begun:
            worker.kill()
        # and those that take their places as soon as they start
        until(lambda: len({*workers_of(process)} - begun) == len(begun), "none starts", 60)
        for worker in workers_of(process):
            worker.kill()
        end_of(process)
    assert results(tmp_path / "run") == undisturbed


@pytest.mark.slow
def test_ctrl_c_at_a_terminal_is_told_of_once(grid, data, tmp_path) -> None:
    with sweeping(grid, data, tmp_path / "run") as process:
        until(lambda: workers_of(process), "no worker starts")
        os.killpg(process.pid, signal.SIGINT)
        told, _ = process.communicate(timeout=60)
    assert (process.returncode, told[:7], told.count("\n")) == (130, "stopped", 1)


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, int]]]:
    """The address of every port that a sweep's processes listen on."""
    from brain.training.cluster import local_cluster

    folder = tmp_path_factory.mktemp("cluster")
    with pytest.MonkeyPatch.context() as system, contextlib.ExitStack() as opened:
        system.delattr("os.sched_getaffinity", raising=False)  # macOS and Windows have none
        opened.enter_context(local_cluster(1, folder))
        here = psutil.Process()
        found = [c for p in (here, *here.children(True)) for c in p.net_connections()]
        yield [tuple(c.laddr) for c in found if c.status == psutil.CONN_LISTEN]
    assert not list(folder.iterdir())


def test_a_sweep_can_be_reached_from_this_machine_alone(listening) -> None:
    assert len(listening) >= 3  # scheduler, worker, and who starts it anew
    assert {host for host, _ in listening} == {"127.0.0.1"}


def test_a_sweep_speaks_neither_http_nor_unencrypted(listening) -> None:
    for address in listening:
        with socket.create_connection(address, 30) as port, contextlib.suppress(ConnectionError):
            port.sendall(b"GET /health HTTP/1.1\r\nHost: me\r\n\r\n")
            assert not port.recv(1)


@pytest.mark.parametrize("forged", [False, True])
def test_who_lacks_a_sweeps_certificate_is_refused(forged: bool, listening) -> None:
    from distributed import Security

    context = ssl.create_default_context()
    if forged:
        context = Security.temporary().get_connection_args("client")["ssl_context"]
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for address in listening:
        with (
            socket.create_connection(address, 30) as port,
            pytest.raises((ssl.SSLError, ConnectionError), match=r"alert|reset"),
            context.wrap_socket(port) as encrypted,
        ):
            encrypted.recv(1)


def test_a_scheduler_that_asks_for_a_certificate_is_told_of(grid, data, tmp_path, refused) -> None:
    there = ("--out", tmp_path / "run", "--scheduler", "tls://127.0.0.1:1")
    told = refused("sweep", "--config", grid, "--data", data, *there)
    assert "needs --tls-ca-file, --tls-cert and --tls-key" in told


def test_a_system_without_shared_memory_is_told_of(
    grid, data, tmp_path, refused, monkeypatch
) -> None:
    no_semaphores = Mock(side_effect=OSError(errno.EROFS, "Read-only file system"))
    monkeypatch.setattr("multiprocessing.context.BaseContext.Queue", no_semaphores)
    told = refused("sweep", "--config", grid, "--data", data, "--out", tmp_path / "run")
    assert "no process can be started: Read-only file system (on Linux, check /dev" in told
