"""2,000 damaged files of all kinds: each is refused in one sentence, or read and shown."""

import pytest
from fuzz import fuzz
from kinds import NAMES, kinds

CASES = 167  # of each kind; `python tests/fuzz/fuzz.py` tries many more


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_refused_in_a_sentence_or_shown(name: str) -> None:
    tally = fuzz(kinds()[name], name, range(CASES), seed=0)
    assert not tally.faults, "\n".join(tally.faults.values())
    assert min(tally.ends["refused"], tally.ends["shown"]) > CASES // 20
