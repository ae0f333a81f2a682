"""The tunes of the game: one for the title and one for each land, all our own.

They share one motif, "hop, hop, leap" (two short steps up, a leap, and a step back). Frog says it
high, on a kalimba; Toad answers low, on a marimba. The lands keep to the notes C D E G A, so that
one tune follows another without a wrong note, and they grow slower and sparser towards night.

A bar of a voice is written as "beat:note beat:note"; "" is a bar of rest. A chord is written as
its bass note, then the notes of the pad.
"""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tune:
    """One loop: `bars` bars of `beats` beats; every voice has as many bars as `chords`."""

    bpm: float
    beats: int
    chords: tuple[str, ...]
    frog: tuple[str, ...]
    toad: tuple[str, ...]
    ripple: tuple[int, ...] = ()  # which note of the chord the harp plays, evenly over a bar; -1 rests
    bass: tuple[float, ...] = (0.0,)  # beats on which the bass plays
    drops: tuple[float, ...] = ()  # beats, from the start of the loop, of drops of water
    loudness_lufs: float = -26.0
    levels: dict[str, float] = field(default_factory=dict)  # voice -> factor, where not 1


TUNES = {
    "title": Tune(
        bpm=80,
        beats=4,
        chords=("C2 C3 G3 D4 E4", "A2 A3 C4 E4 G4", "F2 F3 A3 C4 G4", "G2 G3 C4 D4 G4",
                "C2 C3 G3 D4 E4", "E2 G3 B3 D4 E4", "F2 F3 A3 C4 E4", "G2 G3 A3 C4 D4"),
        frog=("0:C5 .5:D5 1:A5 2.5:G5", "0:E5 1:D5 1.5:E5 2.5:C5",
              "0:C5 .5:D5 1:A5 2.5:G5 3.5:A5", "0:D5 1.5:E5 2:D5",
              "3:E5 3.5:D5", "", "0:C5 .5:D5 1:C6 2:A5 3:G5", "0:E5 1:D5"),
        toad=("", "3:E4 3.5:G4", "", "3:G3 3.5:A3",
              "0:C4 .5:D4 1:A4 2.5:G4", "0:E4 1:G4 1.5:A4 2.5:G4", "2.5:A3 3:C4", "2:G3 2.5:A3 3:D4"),
        ripple=(0, 1, 2, 3, 2, 1, 2, 1),
        bass=(0, 2.5),
    ),
    "morning_meadow": Tune(
        bpm=100,
        beats=4,
        chords=("C2 C3 G3 D4 E4", "C2 C3 G3 C4 E4", "F2 F3 A3 C4 G4", "C2 C3 G3 C4 E4",
                "A2 A3 C4 E4 G4", "F2 F3 A3 C4 E4", "C2 C3 G3 D4 E4", "G2 G3 B3 D4 A4",
                "F2 F3 A3 C4 G4", "C2 C3 G3 C4 E4", "D2 F3 A3 C4 D4", "G2 G3 A3 C4 D4"),
        frog=("0:C5 .5:D5 1:A5 2.5:G5", "0:E5 .5:G5 1:A5 2:G5 3:E5",
              "0:C5 .5:D5 1:A5 2.5:G5 3.5:A5", "0:E5 1.5:D5 2:C5",
              "", "3:A4 3.5:C5", "0:C5 .5:D5 1:G5", "0:D5 1:E5 2:D5",
              "0:A4 .5:C5 1:G5 2.5:A5", "0:G5 .5:E5 1.5:D5 2.5:E5",
              "0:D5 .5:E5 1:A5 2:G5 3:E5", "0:D5 1.5:A4 2:G4"),
        toad=("", "", "", "3:E4 3.5:G4",
              "0:A3 .5:C4 1:G4 2.5:E4", "0:A4 .5:G4 1.5:E4 2.5:D4", "2:E4 2.5:G4 3:A4", "3:D4 3.5:G4",
              "", "3:C4 3.5:E4", "", "2.5:D4 3:G4"),
        ripple=(0, 2, 1, 3, 2, 1, 3, 1),
        bass=(0, 1.5, 2),
    ),
    "pond": Tune(
        bpm=84,
        beats=3,
        chords=("F2 F3 A3 C4 E4", "A2 G3 A3 C4 E4", "D2 F3 A3 C4 E4", "C2 G3 C4 D4 E4",
                "F2 F3 A3 C4 G4", "E2 G3 B3 D4 E4", "D2 F3 A3 C4 D4", "G2 G3 B3 D4 E4",
                "F2 F3 A3 C4 E4", "C2 G3 C4 D4 G4", "D2 F3 A3 C4 E4", "G2 G3 C4 D4 A4"),
        frog=("0:A5 1.5:G5", "0:E5", "0:C5 .5:D5 1:A5", "0:G5",
              "0:A5 1:G5 2:E5", "0:D5 1.5:E5", "0:C5 .5:D5 1:G5", "0:D5",
              "", "2:E5 2.5:D5", "", "2:G5"),
        toad=("", "2:A3 2.5:C4", "", "1.5:E4 2:G4", "", "", "", "1.5:G3 2:A3",
              "0:A3 .5:C4 1:G4", "0:E4 1.5:D4", "0:D4 .5:E4 1:A4", "0:G4 1:D4"),
        ripple=(0, 1, 2, 3, 2, 1),
        drops=(2.25, 2.75, 8.5, 14.25, 17.5, 17.75, 23.5, 29.25, 32.5, 32.75),
        levels={"ripple": 1.25},
        loudness_lufs=-26.5,
    ),
    "woods": Tune(
        bpm=76,
        beats=4,
        chords=("A2 A3 C4 E4 G4", "G2 G3 B3 D4 E4", "F2 F3 A3 C4 E4", "A2 A3 C4 D4 E4",
                "D2 F3 A3 C4 E4", "C2 G3 C4 D4 E4", "F2 F3 A3 C4 G4", "E2 G3 A3 D4 E4"),
        frog=("", "2:A4 2.5:C5 3:G5", "1:E5 2.5:D5", "", "", "2:G4 2.5:A4 3:E5",
              "1:D5 2:C5 3:A4", "2:E5 3:D5"),
        toad=("0:A3 .5:C4 1:G4 2.5:E4", "0:D4", "0:A3 .5:C4 1:E4 3:G4", "0:E4 1.5:D4 2:C4 3:A3",
              "0:D4 .5:E4 1:A4 2.5:G4", "0:E4", "0:C4 .5:D4 1:A4", "0:G4 1:E4"),
        ripple=(0, -1, 1, 0, -1, 1, 2, -1),
        bass=(0, 1.5, 3),
        levels={"toad": 1.15, "ripple": 0.8},
        loudness_lufs=-26.5,
    ),
    "dusk": Tune(
        bpm=66,
        beats=4,
        chords=("F2 F3 A3 C4 E4", "E2 G3 C4 D4 E4", "D2 F3 A3 C4 E4", "A2 G3 A3 C4 E4",
                "F2 F3 A3 C4 G4", "C2 G3 C4 D4 E4", "G2 G3 A3 D4 E4", "A2 G3 A3 C4 E4"),
        frog=("0:C5 1:D5 2:A5", "1:G5 3:E5", "0:D5 2:E5", "", "0:C5 1:D5 2:G5", "1:E5 3:D5",
              "", "2:A4"),
        toad=("", "", "3:D4", "0:A3 1:C4 2:G4", "1:E4", "", "0:G3 1:A3 2:E4", "0:D4"),
        ripple=(0, -1, 1, 2, -1, 3, -1, 1),
        levels={"ripple": 0.8, "pad": 1.15},
        loudness_lufs=-27.5,
    ),
    "night": Tune(
        bpm=50,
        beats=4,
        chords=("A2 A3 C4 E4 B4", "F2 F3 A3 C4 E4", "C2 G3 C4 D4 E4", "G2 G3 A3 D4 E4",
                "F2 F3 A3 C4 G4", "A2 G3 A3 C4 E4"),
        frog=("0:A4 1:C5 2:G5", "1:E5", "", "1:D5 2:E5", "0:C5 1:D5 2:A5", "1:G5"),
        toad=("", "3:A3", "0:C4 1:G4", "", "", "2.5:E4 3:A3"),
        ripple=(0, -1, -1, 2, -1, 1, -1, -1),
        levels={"ripple": 0.6, "pad": 1.3, "frog": 0.85},
        loudness_lufs=-28.5,
    ),
}
