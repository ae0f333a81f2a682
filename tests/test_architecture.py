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
FORBIDDEN = {
    "game": ("brain", "torch", "matplotlib", "scipy", "main"),
    "game/rules": ("pygame", "pygame_gui", "game.view"),
    "brain": ("pygame", "pygame_gui", "game.view", "main"),
    "main.py": ("torch", "matplotlib", "scipy"),
}
NOWHERE = ("pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "tests")
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


def breaches(source: str, path: str) -> list[str]:
    """Return what the file at this path must not do and does."""
    tree = ast.parse(source)
    rooms = [room for room in FORBIDDEN if path == room or path.startswith(f"{room}/")]
    banned = [*NOWHERE, *(package for room in rooms for package in FORBIDDEN[room])]
    module = path.removesuffix(".py").replace("/", ".")
    imports = [
        f"imports {name}"
        for name in imported(tree, module)
        for package in banned
        if is_within(name, package)
    ]
    return imports + [f"calls {name}" for name in called(tree) if name in CALLS_NOWHERE]


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
        ("game/view/app.py", "from brain.network import Network"),
        ("game/view/panel/units.py", "import matplotlib.pyplot as plt"),
        ("brain/train.py", "import pygame"),
        ("brain/train.py", "from game.view.clock import Clock"),
        ("brain/weights.py", "import pickle"),
        ("brain/weights.py", "yaml.load(text)"),
        ("main.py", "import torch"),
        ("main.py", "eval('1')"),
    ],
)
def test_a_breach_is_seen(path: str, source: str) -> None:
    assert breaches(source, path) != []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("game/view/app.py", "import pygame\nfrom game.rules.step import step"),
        ("brain/train.py", "import torch\nfrom game.rules.observation import observe"),
        ("main.py", "import game.view.app\nimport brain.network"),
        ("game/rules/config.py", "yaml.safe_load(text)"),
    ],
)
def test_an_allowed_import_is_no_breach(path: str, source: str) -> None:
    assert breaches(source, path) == []


def test_only_main_knows_both_sides() -> None:
    knows_both = [
        name_of(path)
        for path in FILES
        for names in [list(imported(ast.parse(path.read_text(encoding="utf-8")), module_of(path)))]
        if any(is_within(name, "brain") for name in names)
        and any(is_within(name, "game.view") for name in names)
    ]
    assert knows_both in ([], ["main.py"])


def test_the_worlds_rules_own_no_generator() -> None:
    for path in ROOT.glob("game/rules/*.py"):
        text = path.read_text(encoding="utf-8")
        assert "random" not in imported(ast.parse(text), module_of(path)), path
        assert "np.random" not in text, path


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_is_named_after_what_is_in_it(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "misc", "common"}


def test_main_stays_small() -> None:
    assert all(len(path.read_text().splitlines()) < 150 for path in FILES if path.name == "main.py")


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


@pytest.mark.parametrize("start", ["game/rules/", "brain/network", "brain/weights", "brain/policy"])
def test_importing_what_plays_opens_prints_and_seeds_nothing(start: str) -> None:
    modules = [module_of(path) for path in FILES if name_of(path).startswith(start)]
    if not modules:
        pytest.skip(f"no {start}")
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_THEM_ALL, str(ROOT), *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
