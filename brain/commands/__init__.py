"""The commands of `python -m brain`, a file a group, and the options that several of them have."""

import json
import shlex
import sys
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from game.files.disk import LONGEST_LINE, one_line

if TYPE_CHECKING:
    from brain.network.brain_file import Brain

BrainName = Annotated[str, Argument(metavar="BRAIN", help="A name, or a .safetensors file.")]
RulesName = Annotated[str, Option("--rules", metavar="NAME|FILE", help="Rule set.")]
OwnRules = Annotated[
    str | None, Option("--rules", metavar="NAME|FILE", help="Rule set; default: the brain's.")
]
AsJson = Annotated[bool, Option("--json", help="Print one JSON object.")]


def print_json(brain: "Brain", measured: dict[str, Any]) -> None:
    """Print what was measured of a brain as one JSON object, its name and digest first."""
    print(json.dumps({**identity(brain), **measured}))


def identity(brain: "Brain") -> dict[str, Any]:
    """Return what tells a brain from others, for machines."""
    return {"name": brain.metadata.name, "digest": brain.digest}


def command_line() -> str:
    """Return the command that was given, as a person would give it again."""
    return one_line(shlex.join(["python", "-m", "brain", *sys.argv[1:]]))[:LONGEST_LINE]
