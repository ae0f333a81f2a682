"""Whatever the window can say, its typeface has a sign for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pygame.freetype
import pytest

from game.view.keys.keymap import cap
from game.view.paint.text import font_path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "game").rglob("*.py"))
TEXTS = sorted(path for room in ("assets", "game") for path in (ROOT / room).rglob("*.yaml"))


@pytest.fixture(params=[False, True], ids=["regular", "bold"])
def typeface(request: pytest.FixtureRequest) -> pygame.freetype.Font:
    pygame.freetype.init()
    return pygame.freetype.Font(str(font_path(is_bold=request.param)), 20)


def strings(source: str) -> Iterator[str]:
    """Yield every string constant of a source, those within f-strings too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def missing(text: str, typeface: pygame.freetype.Font) -> str:
    shown = sorted({sign for sign in text if sign.isprintable()})
    found = typeface.get_metrics("".join(shown))
    return "".join(sign for sign, metrics in zip(shown, found, strict=True) if metrics is None)


@pytest.mark.parametrize("path", [*SOURCES, *TEXTS], ids=lambda path: path.relative_to(ROOT))
def test_every_sign_that_can_be_shown_is_in_the_typeface(
    path: Path, typeface: pygame.freetype.Font
) -> None:
    source = path.read_text(encoding="utf-8")
    text = "".join(strings(source)) if path.suffix == ".py" else source
    assert missing(text, typeface) == ""


def test_a_sign_that_the_typeface_lacks_is_found(typeface: pygame.freetype.Font) -> None:
    assert missing("".join(strings("told = f'{x} \u2714 done'")), typeface) == "\u2714"


@pytest.mark.parametrize("code", [ord("ö"), ord("ж"), ord("λ")])
def test_a_key_of_another_alphabet_is_named_in_signs_that_can_be_shown(
    code: int, typeface: pygame.freetype.Font
) -> None:
    assert missing(cap(f"key {code}"), typeface) == ""
