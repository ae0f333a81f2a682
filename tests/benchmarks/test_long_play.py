"""An hour of play: memory stays level. Ten minutes: no frame is long. Both are measurements."""

import json
from pathlib import Path

import pytest
from command import UNSEEN, begin
from stage import Stage

from game.play.modes import Mode
from game.play.setup import Play, Setup
from game.view.scenes.play import PlayOptions

HOUR_TURNS = 36_000  # at the default speed
LEVEL_AFTER_TURNS = 6_000  # what is kept of the past is full by then
MOST_GROWTH = 0.05
TEN_MINUTES_FRAMES = 36_000
LONGEST_FRAME_MS = 50.0
STATM = Path("/proc/self/statm")


def resident_pages() -> int:
    """The memory that this process holds, in pages."""
    return int(STATM.read_text().split()[1])


@pytest.fixture(autouse=True)
def only_when_asked(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("benchmark_enable"):
        pytest.skip("a measurement of minutes: run with --benchmark-enable")


@pytest.mark.skipif(not STATM.exists(), reason="memory is read from /proc")
def test_memory_is_level_over_an_hour_of_play() -> None:
    stage = Stage(Setup(Play.WATCH, seed=1), PlayOptions(speed=4.0, mode=Mode.FREE))
    pages = []
    while stage.match.state.turn < HOUR_TURNS:
        stage.seconds(30)
        for brain in stage.match.brains.values():
            brain.looked.clear()  # type: ignore[attr-defined]  # the fake one's own notes
        if stage.match.state.turn >= LEVEL_AFTER_TURNS:
            pages.append(resident_pages())
    growth = max(pages) / pages[0] - 1
    print(f"\nmemory over an hour of play: {growth:+.2%} after the first ten minutes")
    assert growth <= MOST_GROWTH


def test_no_frame_of_ten_minutes_is_long() -> None:
    options = ["--watch", "--speed", "1", "--uncapped", "--timing", "--mute", "--seed", "1"]
    process = begin(*options, "--frames", str(TEN_MINUTES_FRAMES), **UNSEEN)
    timing = json.loads(process.communicate()[0].splitlines()[0])
    print(f"\n{timing}")
    assert timing["frame_ms_longest"] <= LONGEST_FRAME_MS
