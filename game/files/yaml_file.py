"""YAML as a person writes settings: plain keys and values, a few levels deep, and no tricks."""

import difflib
import reprlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from game.files.disk import DEEPEST, read_at_most

MOST_NODES = 50_000  # keys and values; a second or two to read
LONGEST_REASON = 100


def short(value: Any) -> str:
    """Return a value for a message: one line, not long, whatever a stranger wrote."""
    text = reprlib.repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Say that a file has a key that is none, and which one may be meant."""
    near = difflib.get_close_matches(key[:LONGEST_REASON], known, n=1, cutoff=0.0)
    return f"unknown key {short(key)}; the nearest known key is '{near[0]}'"


def read_yaml(path: Path, most_bytes: int, refusal: type[ValueError]) -> dict[str, Any]:
    """Return the keys and values of a YAML file; none if nothing is in it.

    Raises:
        refusal: it is no such file, too large, or uses more of YAML than plain keys and values;
            the message is one sentence for the person who wrote it.
    """
    try:
        text = read_at_most(path, most_bytes).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "not a UTF-8 text")
        raise refusal(f"{path}: cannot be read: {reason}") from error
    try:
        content = _PlainLoader(text).get_single_data()
    except (yaml.YAMLError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "it cannot be parsed"
        reason = " ".join(str(what).split())[:LONGEST_REASON]
        raise refusal(f"{path}{where}: not valid YAML: {reason}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise refusal(f"{path}: expected lines of the form 'key: value'")
    return {str(key): value for key, value in content.items()}


class _PlainLoader(yaml.SafeLoader):
    """Refuses aliases and depth, which cost without end, and tags and repeated keys: mistakes."""

    depth = nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node unless there is a trick in it or it is one too many."""
        event = self.peek_event()
        is_collection = isinstance(event, yaml.CollectionStartEvent)
        self.nodes += 1
        self.depth += is_collection
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _problem("anchors and aliases (& and *) are not used in such files", event)
        if event.tag is not None:
            raise _problem("tags (!) are not used in such files", event)
        if self.depth > DEEPEST:
            raise _problem(f"it is more than {DEEPEST} levels deep", event)
        if self.nodes > MOST_NODES:
            raise _problem(f"it has more than {MOST_NODES} keys and values", event)
        node = super().compose_node(parent, index)
        self.depth -= is_collection
        return node

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Compose a mapping whose keys stand in it once."""
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise _problem(f"key {short(key.value)} stands twice", key)
            seen.add(str(key.value))
        return node


def _problem(what: str, where: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=where.start_mark)
