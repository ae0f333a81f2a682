"""Records what keyboards of several countries make of every key, in `layouts.json` beside this.

Run it on an X display of its own (needs xvfb, x11-xkb-utils and xdotool):
xvfb-run env SDL_VIDEODRIVER=x11 python tests/keys/record_layouts.py
"""

import json
import subprocess
from pathlib import Path

import pygame
from pygame.event import Event

LAYOUTS = {"us": "us", "dvorak": "us dvorak", "de": "de", "fr": "fr", "cs": "cz", "ru": "ru"}
RECORDED = Path(__file__).with_name("layouts.json")
# X's numbers of the keys: four rows and what lies between them, then the keypad.
ROWS = (*range(10, 22), *range(24, 36), *range(38, 50), *range(51, 62), 94)
KEYPAD = (63, *range(79, 92), 106)
LEVELS = {pygame.KMOD_NONE: (), pygame.KMOD_LSHIFT: ("50",), pygame.KMOD_RALT: ("108",)}
SPACE, NUM_LOCK = 65, 77


def tap(code: int, held: tuple[str, ...]) -> list[Event]:
    """Press a key and let it go while others are held; return what pygame tells of it."""
    press = [word for key in held for word in ("keydown", key)]
    release = [word for key in held for word in ("keyup", key)]
    subprocess.run(["xdotool", *press, "key", "--delay", "0", str(code), *release], check=True)
    told: list[Event] = []
    while sum(event.type == pygame.KEYUP for event in told) <= len(held):
        told.append(pygame.event.wait(2000))
        assert told[-1].type != pygame.NOEVENT, f"nothing is told of key {code}"
    keys = [event for event in told if event.type in (pygame.KEYDOWN, pygame.KEYUP)]
    return keys[len(held) : len(held) + 2]


def record(code: int, levels: dict[int, tuple[str, ...]]) -> list[int | str]:
    """Return a key's scancode, its code and what it types at each level."""
    taps = {}
    for mod, held in levels.items():
        taps[mod] = tap(code, held)
        tap(SPACE, ())  # an accent that waits for its letter does not find it in the next key
    alike = {(event.scancode, event.key) for told in taps.values() for event in told}
    assert len(alike) == 1, taps  # pressed and let go, with others held or not
    assert all(down.mod == mod for mod, (down, _) in taps.items()), taps
    return [*alike.pop(), *(down.unicode for down, _ in taps.values())]


def main() -> None:
    """Record every layout."""
    pygame.display.init()
    pygame.display.set_mode((200, 200))
    lines = []
    for name, words in LAYOUTS.items():
        subprocess.run(["setxkbmap", *words.split()], check=True)
        tap(SPACE, ())  # the new layout is in force
        keys = [record(code, LEVELS) for code in ROWS]
        keypads = [[record(code, {0: ()}) for code in KEYPAD]]
        tap(NUM_LOCK, ())
        keypads.append([record(code, {pygame.KMOD_NUM: ()}) for code in KEYPAD])
        tap(NUM_LOCK, ())
        keypad = [[*off, on[-1]] for off, on in zip(*keypads, strict=True)]
        told = {"keys": keys, "keypad": keypad}
        lines.append(f'"{name}": {json.dumps(told, ensure_ascii=False, separators=(",", ":"))}')
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
