"""Files of every kind, changed at random: each is refused in a sentence, or read and shown.

`python tests/fuzz/fuzz.py [--cases 100000] [--seed 1]` tells how many were, by kind, and what went
otherwise; every case can be had again from the seed, its kind and its number.
"""

import argparse
import contextlib
import io
import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

if __name__ == "__main__":
    sys.path[:0] = [str(path) for path in Path(__file__).parents[1].iterdir() if path.is_dir()]
    sys.path[:0] = [str(path) for path in Path(__file__).parents[1:3]]

from kinds import FileKind, kinds
from mutations import mutated
from stage import unseen

from game.files.disk import LONGEST_LINE

AT_ONCE = 500  # cases of a kind, then of the next
MOST_S = 10.0  # of processor time that a case may take


class Hung(BaseException):
    """A case took longer than any file may take."""


@dataclass
class Tally:
    """How many cases ended how; faults: an example of each, by where it came from."""

    ends: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def limited(seconds: float = MOST_S) -> Iterator[None]:
    """Raise Hung in what takes more processor time."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def end_of(kind: FileKind, rng: Random, folder: Path) -> str:
    """Write a case into a folder and read it; return how that ended, "refused" or "shown"."""
    chosen = rng.choice([*kind.files])
    for name, content in kind.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == chosen:
            content = mutated(rng, content, path.suffix)
            content = kind.mend(content) if rng.random() < 0.9 else content
        path.write_bytes(content)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            read = kind.read(folder)
        except kind.refusal as error:
            end, told, longest = "refused", str(error), LONGEST_LINE
        else:
            kind.show(read, rng)
            end, told, longest = "shown", out.getvalue().replace("\n", ""), 100_000
    assert told.isprintable(), repr(told)
    assert len(told) <= longest
    return end


def fuzz(kind: FileKind, name: str, cases: range, seed: int) -> Tally:
    """Try cases of a kind; whatever is neither refused nor shown is a fault."""
    tally = Tally()
    for number in cases:
        with TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                with limited():
                    end = end_of(kind, Random(f"{seed} {name} {number}"), Path(folder))
            except (Exception, Hung) as error:
                end = "fault"
                *_, last = traceback.extract_tb(error.__traceback__)
                where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
                told = "".join(traceback.format_exception(error)[-12:])
                tally.faults.setdefault(where, f"seed {seed}, {name} {number}\n{told}")
            tally.ends[end] += 1
    return tally


def main() -> int:
    """Run many cases and tell how they ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="")
    parser.add_argument("--number", type=int, help="only this case")
    asked = parser.parse_args()
    with TemporaryDirectory() as home, unseen(Path(home)):
        found = {n: k for n, k in kinds().items() if asked.kind in ("", n)}
        first, each = asked.number or 0, -(-asked.cases // len(found))
        cases = range(first, first + (each if asked.number is None else 1))
        tallies = {name: Tally() for name in found}
        for at, (name, kind) in product(range(0, len(cases), AT_ONCE), found.items()):
            tally = fuzz(kind, name, cases[at : at + AT_ONCE], asked.seed)
            for where in tally.faults.keys() - tallies[name].faults.keys():
                print(f"--- {where}\n{tally.faults[where]}", flush=True)
            tallies[name].ends += tally.ends
            tallies[name].faults |= tally.faults
            print(f"{name}: {dict(tallies[name].ends)}", flush=True)
    return int(any(tally.faults for tally in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
