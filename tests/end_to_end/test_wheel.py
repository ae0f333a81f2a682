"""Installed from a wheel: whole, on its own, and nothing is written where it lies."""

import json
import subprocess
import sys
import sysconfig
import venv
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest
from command import ROOT, UNSEEN, Done, environment

from brain.network.brain_file import brain_names

WHERE = {"game": "", "brain": "", "assets": "game", "saved_models": "brain"}  # in a wheel
LEFT_OUT = {"figures", "screenshots", "sweep"}  # for readers, not for the program


def pip(*words: object) -> None:
    subprocess.run([sys.executable, "-m", "pip", "-q", *map(str, words)], cwd=ROOT, check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    isolation = ["--no-build-isolation"] if find_spec("hatchling") else []
    pip("wheel", "--no-deps", *isolation, "-w", folder, ROOT)
    return next(folder.glob("*.whl"))


def test_a_wheel_holds_all_that_ships_and_nothing_else_at_the_top(wheel: Path) -> None:
    ships = set()
    for folder, package in WHERE.items():
        for path in filter(Path.is_file, (ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT)
            is_script = path.suffix == ".pyc" or (folder == "assets" and path.suffix == ".py")
            if not is_script and LEFT_OUT.isdisjoint(name.parts):
                ships.add((Path(package) / name).as_posix())
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == ships
    assert wheel.stat().st_size < 4_000_000


@pytest.mark.slow
def test_what_is_installed_plays_from_any_folder_and_writes_only_at_home(
    wheel: Path, tmp_path: Path
) -> None:
    place, home = tmp_path / "installed", tmp_path / "home"
    home.mkdir()
    venv.create(place, symlinks=True)
    scripts, site = (
        Path(sysconfig.get_path(name, "venv", {"base": str(place), "platbase": str(place)}))
        for name in ("scripts", "purelib")
    )
    pip("--python", scripts / "python", "install", "--no-index", "--no-deps", wheel)
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))

    def run(command: str, *options: str) -> Done:
        at_home = {"HOME": str(home), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "PYTHONPATH": ""}
        return subprocess.run(
            [scripts / command, *options],
            env=environment(**UNSEEN, **at_home, PYTHONDONTWRITEBYTECODE="1"),
            cwd=home, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip

    def written() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in place.rglob("*")}

    before = written()
    game = run("frog-and-toad", "--headless", "--turns", "20")
    assert json.loads(game.stdout.splitlines()[-1])["turns"] == 20
    assert run("frog-and-toad", "--play", "frog", "--frames", "30").stderr == ""
    listed = run("python", "-m", "brain", "list").stdout
    assert [name for name in brain_names() if name not in listed] == []
    lacking = "from game.files.shipped import install_command; print(install_command('brain'))"
    assert "WHEEL[brain]" in run("python", "-c", lacking).stdout
    assert written() == before
