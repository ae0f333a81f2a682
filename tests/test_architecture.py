"""Who may import whom, and what no file may do (DESIGN section 2), read from the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path
    for path in [*ROOT.glob("game/**/*.py"), *ROOT.glob("brain/**/*.py"), ROOT / "main.py"]
    if path.exists()
)
# Which rooms of ours the files of a room may import; a room may always import itself.
OURS = ("game", "brain", "main")
GAME = ("game.files", "game.rules", "game.inspection")
ROOMS = {
    "game/files": (),
    "game/rules": GAME[:1],
    "game/inspection": GAME[:2],
    "game/play": GAME,
    "game/view": (*GAME, "game.play"),
    "brain/network": GAME,
    "brain/states": GAME,
    "brain/measures": (*GAME, "brain.network", "brain.states"),
    "brain/training": (*GAME, "brain.network", "brain.states", "brain.measures"),
    "brain/report": (*GAME, *(f"brain.{r}" for r in ("network", "states", "measures", "training"))),
    "brain": (*GAME, "brain"),
    "game/__main__.py": OURS,
    "game/__init__.py": ("game.__main__", "game.files"),
    "main.py": ("game.main",),
}
BASEMENT = ("brain.files", "brain.progress", "brain.tables")  # of brain: any room there may use it
# Libraries that only one place may import, if any may.
LIBRARIES = {
    "pygame": "game/view",
    "torch": "brain/training",
    "matplotlib": "brain/report",
    "scipy": "brain",
    **dict.fromkeys(("pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "tests")),
}
CALLS_NOWHERE = ("eval", "exec", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "__import__")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(tree: ast.AST, module: str) -> Iterator[str]:
    """Yield every module that a source imports, anywhere in it, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def called(tree: ast.AST) -> Iterator[str]:
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def is_in(path: str, room: str) -> bool:
    return path == room or path.startswith(f"{room}/")


def room_of(path: str) -> str:
    """The innermost room of a file; a file in none of them belongs to none."""
    return max((room for room in ROOMS if is_in(path, room)), key=len, default="")


def breaches(source: str, path: str) -> list[str]:
    """Return what the file at this path must not do and does."""
    tree, room = ast.parse(source), room_of(path)
    own = room.removesuffix(".py").replace("/", ".")
    allowed = (own, *ROOMS.get(room, ()), *(BASEMENT if is_in(path, "brain") else ()))
    found = []
    for name in imported(tree, path.removesuffix(".py").replace("/", ".")):
        is_ours = name.split(".")[0] in OURS
        is_package = any(is_within(one, name) for one in allowed)  # `from game import rules`
        if is_ours and not is_package and not any(is_within(name, one) for one in allowed):
            found.append(f"imports {name}")
        home = LIBRARIES.get(name.split(".")[0], path)
        if home is None or not is_in(path, home):
            found.append(f"imports {name}")
    return found + [f"calls {name}" for name in called(tree) if name in CALLS_NOWHERE]


def imports_of(path: Path, modules: set[str]) -> set[str]:
    """The modules of ours that a file imports while it is itself imported, or later."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {name for name in imported(tree, module_of(path)) if name in modules} - {module_of(path)}


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Return modules of which each imports the next and the last the first, or nothing."""
    is_done: set[str] = set()

    def search(module: str, way: list[str]) -> list[str]:
        if module in way:
            return way[way.index(module) :]
        for one in sorted(imports[module]) if module not in is_done else ():
            if found := search(one, [*way, module]):
                return found
        is_done.add(module)
        return []

    return next(filter(None, (search(module, []) for module in sorted(imports))), [])


def test_no_file_imports_itself_in_a_circle() -> None:
    modules = {module_of(path) for path in FILES}
    assert circle({module_of(path): imports_of(path, modules) for path in FILES}) == []


def test_a_circle_is_seen() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_every_file_has_a_room() -> None:
    named = [name_of(path) for path in FILES]
    rooms = {room_of(n) for n in named if n in ROOMS or not n.endswith("__init__.py")}
    assert rooms == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_keeps_to_its_room(path: Path) -> None:
    assert breaches(path.read_text(encoding="utf-8"), name_of(path)) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("game/rules/step.py", "import pygame"),
        ("game/rules/step.py", "from game.view import clock"),
        ("game/rules/step.py", "from game import view"),
        ("game/rules/step.py", "from ..view import clock"),
        ("game/rules/step.py", "def late():\n    import torch.nn"),
        ("game/rules/step.py", "from game.inspection.activity import BrainCard"),
        ("game/files/disk.py", "from game.rules.actions import Who"),
        ("game/inspection/replay.py", "from game.play.match import Match"),
        ("game/play/match.py", "from brain.network.policy import NetworkPolicy"),
        ("game/view/app.py", "from brain.network import network"),
        ("game/view/panel/units.py", "import matplotlib.pyplot as plt"),
        ("game/view/app.py", "import scipy"),
        ("brain/training/trainer.py", "import pygame"),
        ("brain/training/trainer.py", "from game.view.clock import Clock"),
        ("brain/training/trainer.py", "from game.play.match import Match"),
        ("brain/training/trainer.py", "from brain.report.page import page"),
        ("brain/measures/mirror.py", "from brain.training.trainer import train"),
        ("brain/measures/mirror.py", "import torch"),
        ("brain/states/play.py", "from brain.measures.mirror import roles"),
        ("brain/network/brain_file.py", "import pickle"),
        ("brain/network/brain_file.py", "yaml.load(text)"),
        ("game/view/app.py", "from game.__main__ import main"),
        ("game/__main__.py", "import torch"),
        ("game/__main__.py", "eval('1')"),
        ("main.py", "import brain.network.policy"),
    ],
)
def test_a_breach_is_seen(path: str, source: str) -> None:
    assert breaches(source, path) != []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("game/view/app.py", "import pygame\nfrom game.rules.step import step"),
        ("game/play/match.py", "from game.inspection.protocols import Brain"),
        ("brain/training/trainer.py", "import torch\nfrom game.rules.observation import observe"),
        ("brain/report/page.py", "import matplotlib\nfrom brain.measures import mirror"),
        ("brain/__main__.py", "from brain.commands import measuring"),
        ("game/__main__.py", "import game.view.app\nimport brain.network.policy"),
        ("main.py", "from game import main"),
        ("game/rules/config.py", "yaml.safe_load(text)\nfrom game.files import disk"),
    ],
)
def test_an_allowed_import_is_no_breach(path: str, source: str) -> None:
    assert breaches(source, path) == []


def test_the_worlds_rules_own_no_generator() -> None:
    for path in ROOT.glob("game/rules/*.py"):
        text = path.read_text(encoding="utf-8")
        assert "random" not in imported(ast.parse(text), module_of(path)), path
        assert "np.random" not in text, path


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_one_file_spells_the_names_of_layers(path: Path) -> None:
    spellings = ("hidden{", 'removeprefix("hidden"')
    is_home = name_of(path) == "game/inspection/unit.py"
    assert is_home == any(spelling in path.read_text("utf-8") for spelling in spellings)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_is_named_after_what_is_in_it(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "misc", "common"}


@pytest.mark.parametrize(("path", "most"), [("main.py", 20), ("game/__main__.py", 160)])
def test_the_door_stays_small(path: str, most: int) -> None:
    assert len((ROOT / path).read_text("utf-8").splitlines()) < most


IMPORT_THEM_ALL = """
import importlib, random, sys
import numpy, pydantic, yaml

opened = []
before = random.getstate(), repr(numpy.random.get_state())

def watch(event, arguments):
    if event == "open" and not str(arguments[0]).endswith((".py", ".pyc")):
        path = str(arguments[0])
        is_ours = path.startswith(sys.argv[1]) and "site-packages" not in path
        if is_ours and ".pyc." not in path:
            opened.append(path)
    if event in ("subprocess.Popen", "socket.connect", "os.mkdir", "os.remove"):
        if "__pycache__" not in str(arguments[0]):
            opened.append(event)

sys.addaudithook(watch)
for module in sys.argv[2:]:
    importlib.import_module(module)
assert not opened, opened
assert before == (random.getstate(), repr(numpy.random.get_state())), "seeded"
heavy = [name for name in ("pygame", "torch", "matplotlib", "game.view") if name in sys.modules]
assert not heavy, heavy
"""


@pytest.mark.parametrize("start", ["game/rules/", "game/inspection/", "brain/network/"])
def test_importing_what_plays_opens_prints_and_seeds_nothing(start: str) -> None:
    modules = [module_of(path) for path in FILES if name_of(path).startswith(start)]
    assert modules
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_THEM_ALL, str(ROOT), *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
