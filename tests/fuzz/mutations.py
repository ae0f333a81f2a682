"""Files made wrong in every way that their form allows, each way drawn from a seeded generator."""

import json
import math
import struct
import zipfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import numpy as np
import yaml

LETTERS = (
    "\0",
    "\x1b[2J\x1b]0;x\a",
    "\u202e",
    "\u200b",
    "\ud800",
    "\n",
    "$\\frac$",
    "=1+1",
    "[red]",
)
WORDS = ("", "x" * 6_000, "x" * 200_000, "é 青 " * 50, "1e999", *LETTERS)
NUMBERS = (0, -1, 1, 5, 255, 2**31, 2**63, 2**64, 10**400, 0.5, -0.0, 1e9, 1e30, 1e308, 5e-324)
VALUES = (None, True, False, math.nan, math.inf, -math.inf, [], {}, [[]], [0] * 3_000)
NESTED = {f"nested {levels}": "[" * levels + "]" * levels for levels in (30, 400, 3_000, 100_000)}


def change_bytes(rng: Random, content: bytes) -> bytes:
    """Flip, cut out, put in or repeat some bytes."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(changed) + 1)
        end = min(at + rng.choice((1, 1, 4, 64, 4_000)), len(changed))
        match rng.randrange(5):
            case 0:
                changed[at:end] = bytes(byte ^ 1 << rng.randrange(8) for byte in changed[at:end])
            case 1:
                del changed[at:end]
            case 2:
                changed[at:at] = rng.choice((bytes(8), b"\xff" * 8, rng.randbytes(4), b'{"a":['))
            case 3:
                changed[at:at] = changed[at:end]
            case 4:
                del changed[at:]
    return bytes(changed)


def _wicked(rng: Random, value: Any) -> Any:
    """Return something else for a value, of its own kind as often as of another."""
    if rng.random() < 0.6:
        if isinstance(value, str):
            at = rng.randrange(len(value) + 1)
            return rng.choice(
                (value[:at] + rng.choice(LETTERS) + value[at:], value * 3, value[:at])
            )
        if isinstance(value, int | float) and not isinstance(value, bool):
            return rng.choice((value + 1, value - 1, -value, value * 2, value * 10**9, str(value)))
        if isinstance(value, list) and value:
            return rng.choice((value * 2, value[:-1], value[::-1], [rng.choice(value)] * 40))
    return deepcopy(rng.choice((*WORDS, *NUMBERS, *VALUES, *NESTED)))  # it may be changed later


def change_value(rng: Random, root: Any) -> Any:
    """Return what a JSON text tells with a few of its values changed, gone or in another place."""
    holder = [json.loads(json.dumps(root))]
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        place: Any = holder
        key: Any = 0
        while isinstance(place[key], dict | list) and place[key] and rng.random() < 0.9:
            place = place[key]
            key = rng.choice([*place]) if isinstance(place, dict) else rng.randrange(len(place))
        match rng.randrange(6) if place is not holder else 0:
            case 4:
                del place[key]
            case 5 if isinstance(place, dict):
                place[rng.choice((*WORDS, "name", "seed"))] = place[key]
            case _:
                place[key] = _wicked(rng, place[key])
    return holder[0]


def change_json(rng: Random, content: bytes) -> bytes:
    """Change values of a JSON text."""
    return _written(change_value(rng, json.loads(content)))


def _written(value: Any) -> bytes:
    text = json.dumps(value)
    for name, levels in NESTED.items():  # deeper than what writes JSON can go
        text = text.replace(f'"{name}"', levels)
    return text.encode()


def change_yaml(rng: Random, content: bytes) -> bytes:
    """Change values of a YAML text; what comes out is JSON, most of which is YAML."""
    return _written(change_value(rng, _loaded(content)))


_loaded = cache(yaml.safe_load)


def change_array(rng: Random, array: np.ndarray) -> np.ndarray:
    """Change values of an array, its shape or its type."""
    changed = array.copy()
    kind = rng.randrange(8)
    if kind == 0:
        return changed[: rng.randrange(len(changed) + 1)] if changed.ndim else changed
    if kind == 1:
        return changed.reshape(-1)
    if kind == 2:
        return changed.astype(rng.choice(("<f4", "<f8", "<i4", "|u1", "<u8")), casting="unsafe")
    values = (0, 1, -1, 2, 127, 1e-40, 1e6, 2e9, 1e30, 3e38, math.nan, math.inf, -math.inf)
    with np.errstate(all="ignore"):
        value = np.array([rng.choice(values)]).astype(changed.dtype)[0]
    if kind == 3:
        changed[...] = value
    elif changed.size:
        changed.flat[[rng.randrange(changed.size) for _ in range(rng.choice((1, 1, 5)))]] = value
    return changed


def change_npy(rng: Random, content: bytes) -> bytes:
    """Change a NumPy array on file."""
    return _npy(change_array(rng, np.load(BytesIO(content))))


def _npy(array: np.ndarray) -> bytes:
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


def change_npz(rng: Random, content: bytes) -> bytes:
    """Change a member of a zip of arrays, half of the time the header in JSON."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "header.npy" if rng.random() < 0.5 else rng.choice([*members])
    if name == "header.npy":
        told = json.loads(np.load(BytesIO(members[name])).tobytes())
        members[name] = _npy(np.frombuffer(_written(change_value(rng, told)), np.uint8))
    elif rng.random() < 0.1:
        members[rng.choice(("brain0_turn.npy", "x" * 300, "turn.npy"))] = members.pop(name)
    else:
        with np.errstate(all="ignore"):
            members[name] = change_npy(rng, members[name])
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return file.getvalue()


def change_safetensors(rng: Random, content: bytes) -> bytes:
    """Change what the header of a .safetensors file tells, in its JSON within JSON, or a tensor."""
    (size,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + size]), content[8 + size :]
    told = header.pop("__metadata__")
    tensors = {
        name: np.frombuffer(data[slice(*one["data_offsets"])], _DTYPES[one["dtype"]]).reshape(
            one["shape"]
        )
        for name, one in header.items()
    }
    chance = rng.random()
    if chance < 0.5:
        key = rng.choice([*told])
        told[key] = _written(change_value(rng, json.loads(told[key]))).decode()
    elif chance < 0.6:
        told = rng.choice((None, {}, change_value(rng, told)))
    elif chance < 0.7:
        name = rng.choice([*tensors])
        tensors[rng.choice(("0.p0", "hidden1.sd", *WORDS[:2], *LETTERS))] = tensors.pop(name)
    else:
        name = rng.choice([*tensors])
        with np.errstate(all="ignore"):
            tensors[name] = change_array(rng, tensors[name])
    return safetensors(told, tensors)


_DTYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4"}
_NAMES = {"<f4": "F32", "<f8": "F64", "<i4": "I32", "|u1": "U8", "<u8": "U64"}


def safetensors(told: Any, tensors: dict[str, np.ndarray]) -> bytes:
    """Return a .safetensors file, whatever it tells."""
    header, at = {"__metadata__": told}, 0
    for name, array in tensors.items():
        offsets = [at, at := at + array.nbytes]
        header[name] = {
            "dtype": _NAMES[array.dtype.str], "shape": array.shape, "data_offsets": offsets
        }  # fmt: skip
    written = json.dumps(header).encode()
    return (
        struct.pack("<Q", len(written)) + written + b"".join(a.tobytes() for a in tensors.values())
    )


CHANGES: dict[str, Callable[[Random, bytes], bytes]] = {
    ".json": change_json,
    ".yaml": change_yaml,
    ".npy": change_npy,
    ".npz": change_npz,
    ".safetensors": change_safetensors,
}  # by the end of a file's name


def mutated(rng: Random, content: bytes, suffix: str) -> bytes:
    """Return the content of a file changed, mostly by its form and sometimes byte by byte."""
    if rng.random() < 0.2:
        return change_bytes(rng, content)
    return CHANGES[suffix](rng, content)
