"""Rule sets as people write them: every mistake is answered in one line that names it."""

from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from pydantic import ValidationError
from worlds import PAPER

from game.rules.config import Rules, RulesError, load_rules, rule_set_names


def refusal(name_or_file: str) -> str:
    """Return what the person who asked for these rules is told: one short line."""
    with pytest.raises(RulesError) as refused:
        load_rules(name_or_file)
    message = str(refused.value)
    assert len(message.splitlines()) == 1
    assert len(message) < 500
    return message


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.yaml"


def test_the_paper_is_the_default() -> None:
    assert load_rules() == load_rules("paper") == PAPER
    assert "paper" in rule_set_names()


def test_every_rule_set_that_ships_can_be_loaded() -> None:
    assert [load_rules(name).name for name in rule_set_names()] == rule_set_names()


def test_a_file_lists_only_what_differs(file: Path) -> None:
    file.write_text("fly_rate: 0.0005\n")
    assert load_rules(str(file)) == Rules(name="mine", fly_rate=0.0005)


def test_an_empty_file_is_the_paper(file: Path) -> None:
    file.write_text("# nothing yet\n")
    assert load_rules(str(file)) == Rules(name="mine")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fly_rte: 0.1", "unknown key 'fly_rte'; the nearest known key is 'fly_rate'"),
        ("leap_price: 2", "unknown key 'leap_price'; the nearest known key is 'leap_cost'"),
        ("3: 1", "unknown key '3'"),
        ("fly_rate: -0.1", "fly_rate is -0.1: input should be greater than or equal to 0"),
        ("fly_rate: 1.5", "fly_rate is 1.5: input should be less than or equal to 1"),
        ("fly_rate: .nan", "fly_rate is nan"),
        ("fly_rate: often", "fly_rate is 'often': input should be a valid number"),
        ("energy_max: 25", "energy_max is 25: input should be less than or equal to 20"),
        ("energy_max: 5.5", "energy_max is 5.5: input should be a valid integer"),
        ("energy_max: null", "energy_max is None"),
        ("frog_start_column: 32", "frog_start_column is 32: input should be less than 32"),
        ("energy_max: 10", "energy_start is 20, above energy_max 10"),
        ("patch_columns_min: 5", "patch_columns_min is 5, above patch_columns_max 4"),
        ("fly_rate: [0.1]", "fly_rate is [0.1]"),
        ("- fly_rate\n- leap_cost", "expected lines of the form 'key: value'"),
        ("fly_rate", "expected lines of the form 'key: value'"),
        ("leap_cost: 1\nfly_rate: [0.1", "line 2: not valid YAML"),
        ("leap_cost:\t1\n\tfly_rate: 1", "not valid YAML"),
        ("energy_max: " + "9" * 6000, "not valid YAML"),
        ("[" * 20_000, "more than 10 levels deep"),
        ('fly_rate: !!float ""', "tags (!) are not used"),
        ("fly_rate: !!bool foo", "tags (!) are not used"),
        ("fly_rate: !!timestamp foo", "tags (!) are not used"),
        ('name: "\\ud800"', "name is '\\ud800'"),
        ('name: "a\\x1b[31m"', "characters that cannot be shown"),
        (f"name: {'x' * 101}", "more than 100 characters"),
        ("fly_rate: !!python/object/apply:os.getcwd []", "tags (!) are not used"),
        ("#" * 70_000, "larger than 65536 bytes"),
    ],
    ids=lambda value: value[:24],
)
def test_a_mistake_in_a_file_is_named(file: Path, text: str, told: str) -> None:
    file.write_text(text)
    message = refusal(str(file))
    assert message.startswith(str(file))
    assert told in message


def test_a_key_of_two_lines_is_named_in_one(file: Path) -> None:
    file.write_text('"leap\\ncost": 2')
    assert "leap" in refusal(str(file))


@pytest.mark.parametrize("content", [bytes(range(256)), b"\x89PNG\r\n\x1a\n", b"\xff\xfe\x00"])
def test_a_binary_file_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert refusal(str(file)).startswith(str(file))


def alias_bomb(first: str, level: str, names: str) -> str:
    """One level a name, of nine aliases each to the level below."""
    levels = [f"a: &a {first}"]
    for below, name in pairwise(names):
        aliases = ", ".join([f"*{below}"] * 9)
        levels.append(f"{name}: &{name} {level.format(aliases)}")
    return "\n".join(levels)


@pytest.mark.parametrize("key", ["j", "fly_rate"])
def test_an_alias_bomb_does_not_go_off(file: Path, key: str) -> None:
    file.write_text(alias_bomb("[x]", "[{}]", "abcdefghij").replace("j:", f"{key}:"))
    assert "anchors and aliases" in refusal(str(file))


def test_an_alias_bomb_of_merge_keys_does_not_go_off(file: Path) -> None:
    file.write_text(alias_bomb("{x: 1, y: 2}", "{{<<: [{}]}}", "abcdefg"))
    begun_s = perf_counter()
    refusal(str(file))
    assert perf_counter() - begun_s < 0.2


@pytest.mark.parametrize("name", ["no.yaml", "no/such/folder.yml"])
def test_a_missing_file_is_named(name: str) -> None:
    assert refusal(name) == f"{name}: cannot be read: No such file or directory"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "rules.yaml"
    folder.mkdir()
    assert refusal(str(folder)) == f"{folder}: cannot be read: Is a directory"


def test_an_unknown_rule_set_lists_the_known() -> None:
    message = refusal("papper")
    assert message.startswith("unknown rule set 'papper'; known are paper")
    assert all(name in message for name in rule_set_names())


NO_NAMES = ("", " ", "paper ", "PAPER", "x" * 300, "a\0b.yaml", "a\nb")


@pytest.mark.parametrize("name", NO_NAMES, ids=lambda name: ascii(name)[:20])
def test_what_is_no_name_is_refused_in_one_line(name: str) -> None:
    refusal(name)


def test_rules_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        PAPER.fly_rate = 0.5
    assert Rules() == PAPER
