"""Sessions: what is written down, that writing changes nothing, and that no file is trusted."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_brain import FakeBrain
from worlds import PAPER

from brain.network.policy import load_policy
from game.files.disk import PlayError, one_line
from game.inspection.activity import condition
from game.inspection.interventions import Intervention, Kind
from game.inspection.session import NOBODY, Session, SessionError, load_session, save_session
from game.play.match import Match, Seat
from game.play.recorder import Recorder
from game.rules.actions import Who
from game.rules.events import event_name
from game.rules.observation import observe
from game.rules.policies import RANDOM
from game.rules.step import Turn

FROG, TOAD = Who


def match() -> Match:
    """A game of a random Frog and a brain as Toad."""
    return Match(3, PAPER, {FROG: Seat("random", RANDOM), TOAD: Seat("fake", FakeBrain())})


def play(game: Match, recorder: Recorder, turns: int) -> list[Turn]:
    played = []
    for _ in range(turns):
        played.append(game.play())
        recorder.follow(played[-1])
    return played


@pytest.fixture(scope="module")
def recorded() -> tuple[list[Turn], Session]:
    game = match()
    recorder = Recorder(game)
    return play(game, recorder, 1100), recorder.session()


def test_a_row_is_a_moment_and_what_was_done_in_it(recorded: tuple[list[Turn], Session]) -> None:
    turns, session = recorded
    table = session.turns
    assert table["turn"].tolist() == list(range(1101))
    assert table["action"].tolist() == [*(turn.action for turn in turns), NOBODY]
    for i in (0, 500, 1100):
        state = turns[i].before if i < 1100 else turns[-1].after
        for who in Who:
            assert (table["observation"][i, who] == observe(state, who, PAPER)[0]).all()
            assert table["condition"][i, who] == condition(state, who)[0]
        assert table["energy"][i].tolist() == state.energy[0].tolist()
        assert table["points"][i].tolist() == state.points[0].tolist()
        assert table["distance"][i] == state.distance[0]


def test_events_are_a_table_by_turn_kind_and_character(
    recorded: tuple[list[Turn], Session],
) -> None:
    turns, session = recorded
    kinds, events = session.header.event_kinds, session.events
    told = list(zip(events["event_turn"], [kinds[k] for k in events["event_kind"]], strict=True))
    assert told == [(turn.before.turn, event_name(e)) for turn in turns for e in turn.events]
    is_rough = events["event_kind"] == kinds.index("EnergyLost (rough ground)")
    assert set(events["event_amount"][is_rough]) == {1}
    assert set(events["event_who"][is_rough]) <= {FROG, TOAD}
    is_scroll = events["event_kind"] == kinds.index("Scrolled")
    assert events["event_amount"][is_scroll].sum() == session.turns["distance"][-1]


def test_every_brains_units_are_written_down(recorded: tuple[list[Turn], Session]) -> None:
    _, session = recorded
    brain, looks = session.header.brains[0], session.looks[0]
    assert (brain.who, brain.name, brain.units) == ("toad", "fake", 10)
    assert looks["turn"].tolist() == list(range(1101))
    expected = np.float32(np.arange(1101) % 10 / 10)  # as bright as the turn is late
    assert (looks["hidden"] == expected[:, None]).all()
    assert [(s.who, s.label, s.brain) for s in session.header.seatings] == [
        ("frog", "random", None),
        ("toad", "fake", None),
    ]


def test_a_recorded_game_is_the_same_game() -> None:
    alone, beside = match(), match()
    for _ in range(200):
        alone.play()
    play(beside, Recorder(beside), 200)
    assert alone.summary() == beside.summary()


def test_what_is_undone_in_the_game_is_undone_in_the_session() -> None:
    game = match()
    recorder = Recorder(game)
    turns = play(game, recorder, 100)
    game.show(turns[60].before)
    again = play(game, recorder, 10)
    session = recorder.session()
    assert session.turns["turn"].tolist() == list(range(71))
    assert session.turns["action"][:70].tolist() == [t.action for t in [*turns[:60], *again]]
    assert session.events["event_turn"].max() <= 69
    assert session.looks[0]["turn"].tolist() == list(range(71))


def test_changes_to_a_brain_are_written_down() -> None:
    game = match()
    recorder = Recorder(game)
    play(game, recorder, 5)
    game.change_brain(TOAD, [Intervention("hidden1", (1,))])
    play(game, recorder, 2)
    game.change_brain(TOAD, [])
    play(game, recorder, 2)
    session = recorder.session()
    assert session.turns["is_modified"][:, TOAD].tolist() == [False] * 5 + [True] * 3 + [False] * 2
    told = [(m.turn, m.who, m.interventions) for m in session.header.modifications]
    assert told == [(5, "toad", ("hidden1:1 silenced",)), (7, "toad", ())]


def test_a_look_is_that_of_the_brain_that_acted() -> None:
    brain = load_policy("partner")
    game = Match(1, PAPER, {FROG: Seat("random", RANDOM), TOAD: Seat("partner", brain)})
    recorder = Recorder(game)
    for turn in range(200):
        if turn == 150:
            game.show(game.past[99].after)
        game.change_brain(TOAD, [Intervention("outputs", (turn % 4,), Kind.CLAMP, 50.0)])
        play(game, recorder, 1)
    session = recorder.session()
    acts = (session.turns["turn"] % 2 == TOAD) & (session.turns["action"] >= 0)
    chosen = session.looks[0]["outputs"].argmax(axis=1)
    assert chosen[acts].tolist() == session.turns["action"][acts].tolist()


def test_a_moment_in_which_another_brain_takes_the_seat_is_looked_at_once(tmp_path: Path) -> None:
    game = Match(1, PAPER, {who: Seat("partner", load_policy("partner")) for who in Who})
    recorder = Recorder(game)
    play(game, recorder, 5)
    game.seat(TOAD, Seat("meadow", load_policy("meadow")))
    play(game, recorder, 4)
    recorder.save(tmp_path / "game.npz")
    looked = [table["turn"].tolist() for table in load_session(tmp_path / "game.npz").looks]
    assert sorted(looked) == [list(range(5)), list(range(10)), list(range(5, 10))]


def test_a_full_session_says_so_and_stops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    game = match()
    recorder = Recorder(game, most_turns=20)
    play(game, recorder, 30)
    recorder.save(tmp_path / "a.npz")
    assert capsys.readouterr().err == f"{tmp_path / 'a.npz'}: only the first 20 turns are in it\n"
    session = load_session(tmp_path / "a.npz")
    assert session.header.is_full
    assert len(session.turns["turn"]) == 20


# on file


@pytest.fixture
def path(tmp_path: Path, recorded: tuple[list[Turn], Session]) -> Path:
    save_session(recorded[1], tmp_path / "a.npz")
    return tmp_path / "a.npz"


def test_a_session_on_file_is_the_same_session(
    path: Path, recorded: tuple[list[Turn], Session]
) -> None:
    loaded = load_session(path)
    assert loaded.header == recorded[1].header
    for (name, array), (other_name, other) in zip(
        loaded.arrays(), recorded[1].arrays(), strict=True
    ):
        assert (name, array.dtype) == (other_name, other.dtype)
        assert (array == other).all()
    assert [file.name for file in path.parent.iterdir()] == ["a.npz"]


def test_numpy_reads_the_file_without_pickle(path: Path) -> None:
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays["brain0_hidden"].shape == (1101, 10)
        assert json.loads(arrays["header"].tobytes())["seed"] == 3


def refused(path: Path) -> str:
    with pytest.raises(SessionError) as told:
        load_session(path)
    words = str(told.value)
    assert words.startswith(one_line(str(path)))
    return words


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_file_cut_short_is_refused(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "cut short" in refused(path)


def test_a_damaged_file_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    refused(path)


@pytest.mark.parametrize("name", ["missing.npz", ".", "nul\0.npz"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    refused(tmp_path / name)


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The file with its members changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def npy(array: np.ndarray, allow_pickle: bool = False) -> bytes:
    file = BytesIO()
    np.lib.format.write_array(file, array, (1, 0), allow_pickle=allow_pickle)
    return file.getvalue()


def with_array(path: Path, name: str, array: np.ndarray, allow_pickle: bool = False) -> Path:
    content = npy(array, allow_pickle)
    return rewritten(path, lambda members: members.update({f"{name}.npy": content}))


def with_header(path: Path, **changes: Any) -> Path:
    with np.load(path) as arrays:
        told = {**json.loads(arrays["header"].tobytes()), **changes}
    return with_array(path, "header", np.frombuffer(json.dumps(told).encode(), np.uint8))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, "version 2; this program reads 1"),
        ({"format": "something else"}, "header"),
        ({"seed": -1}, "seed"),
        ({"wings": 2}, "wings"),
        ({"event_kinds": []}, "kinds of events"),
        (
            {"seatings": [{"turn": 0, "who": "frog", "label": "\x1b[31mRED"}]},
            "seatings.0.label: has characters that cannot be shown",
        ),
        ({"brains": []}, "no session has"),
        ({"brains": [{"who": "toad", "name": "x", "digest": "x", "roles": [], "unit_sd": []}]}, ""),
    ],
)
def test_a_header_of_another_kind_is_refused(
    path: Path, changes: dict[str, Any], words: str
) -> None:
    assert words in refused(with_header(path, **changes))


ROWS = 1101


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("turn", np.zeros(ROWS, np.int32)),
        ("turn", np.arange(ROWS, dtype=np.int64)),
        ("action", np.full(ROWS, 5, np.int8)),
        ("energy", np.zeros((ROWS - 1, 2), np.int32)),
        ("energy", np.full((ROWS, 2), -1, np.int32)),
        ("condition", np.full((ROWS, 2), 4, np.int8)),
        ("brain0_hidden", np.zeros((ROWS, 11), np.float32)),
        ("brain0_hidden", np.full((ROWS, 10), np.nan, np.float32)),
        ("brain0_turn", np.arange(1, ROWS + 1, dtype=np.int32)),
        ("distance", np.array(3, np.int32)),
        ("extra", np.zeros(3, np.int32)),
    ],
)
def test_tables_of_no_game_are_refused(path: Path, name: str, array: np.ndarray) -> None:
    refused(with_array(path, name, array))


def test_turns_that_wrap_around_do_not_rise(path: Path) -> None:
    turns = np.arange(2**31 - ROWS + 1, 2**31 + 1).astype(np.int32)  # the last is -2**31
    assert "its turns cannot be those of a game" in refused(with_array(path, "turn", turns))


def test_a_missing_array_is_named(path: Path) -> None:
    assert "no 'energy'" in refused(rewritten(path, lambda members: members.pop("energy.npy")))


def test_pickled_objects_are_refused_unread(path: Path) -> None:
    objects = np.array([print] * ROWS, object)
    assert "object" in refused(with_array(path, "action", objects, allow_pickle=True))


HEADERS = (
    "{'descr': '<i4', ",
    "{'descr': (), 'fortran_order': False, 'shape': (60,), }",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (9**9**9,), }",
    "{'descr': '<Q9', 'fortran_order': False, 'shape': (60,), }",
    "{1:2,'a':3}",
    "{[]:1}",
    "  x\n y",
    "-" * 9000 + "1",
    "",
)


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header[:20])
def test_a_damaged_header_of_an_array_is_refused(path: Path, header: str) -> None:
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()
    assert "array" in refused(
        rewritten(path, lambda members: members.update({"turn.npy": content}))
    )


@pytest.mark.parametrize("told", [[1], "abc", 5, None, [[[]]]])
def test_a_header_that_is_no_object_is_refused(path: Path, told: object) -> None:
    header = np.frombuffer(json.dumps(told).encode(), np.uint8)
    assert "header" in refused(with_array(path, "header", header))


def test_a_brain_without_units_is_refused(path: Path) -> None:
    with np.load(path) as arrays:
        brain = json.loads(arrays["header"].tobytes())["brains"][0]
    assert "roles" in refused(with_header(path, brains=[{**brain, "roles": [[]], "unit_sd": [[]]}]))


def test_a_long_list_of_members_is_refused_before_it_is_read(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_000):
            archive.writestr(f"{number}.npy", b"")
    assert "too many arrays" in refused(path)


def test_an_array_larger_than_any_session_is_refused_before_it_is_unpacked(path: Path) -> None:
    def inflate(members: dict[str, bytes]) -> None:
        shape = b"(600000000000,), }"
        members["turn.npy"] = members["turn.npy"].replace(b"(1101,), }        ", shape)
        assert shape in members["turn.npy"]

    assert "600000000000 rows, more than 60000" in refused(rewritten(path, inflate))


def test_an_array_that_holds_more_than_it_tells_is_refused_unread(path: Path) -> None:
    def pad(members: dict[str, bytes]) -> None:
        members["turn.npy"] += bytes(50_000_000)  # packs into 50 kB

    assert "another size than it tells" in refused(rewritten(path, pad))
    assert path.stat().st_size < 300_000


def test_a_session_that_cannot_be_written_says_so(
    tmp_path: Path, recorded: tuple[list[Turn], Session]
) -> None:
    with pytest.raises(PlayError, match="cannot be written"):
        save_session(recorded[1], tmp_path / "nowhere" / "a.npz")
