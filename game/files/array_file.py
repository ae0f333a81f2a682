"""The header of a NumPy array on file, read by its form: `numpy` would run it as Python source."""

import re
import struct
from typing import IO

import numpy as np

MAGIC = b"\x93NUMPY\x01\x00"
_LENGTH = struct.Struct("<H")
_HEADER = re.compile(
    rb"\{'descr': '([<>|=][A-Za-z]\d{0,4})', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,18}, ?)*(?:\d{1,18},?)?)\), \}\s*"
)


def read_array_header(file: IO[bytes]) -> tuple[np.dtype, tuple[int, ...]]:
    """Return dtype and shape of the array in a file, which then stands at its first value.

    Raises:
        ValueError: no array, or one that is not written down row by row in plain numbers.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise ValueError("no array of NumPy's first version")
    told = file.read(_LENGTH.size)
    length = _LENGTH.unpack(told)[0] if len(told) == _LENGTH.size else 0
    found = _HEADER.fullmatch(file.read(length))
    if not found:
        raise ValueError("the header of an array is damaged")
    try:
        dtype = np.dtype(found[1].decode())
    except TypeError as error:
        raise ValueError("an array of an unknown kind") from error
    return dtype, tuple(int(number) for number in re.findall(rb"\d+", found[2]))
