#!/usr/bin/env python3
"""Make the music of the game, all our own (numpy, and oggenc of Debian's vorbis-tools).

    python assets/sounds/make_music.py                 # rewrites music/*.ogg here
    python assets/sounds/make_music.py --wav FOLDER    # only the WAV files, to look at; no oggenc

22,050 Hz, mono; the WAV files are deterministic, and the OGG files with one version of oggenc.
Every loop is a circle: what sounds beyond its end (tails, the room) sounds at its beginning.

There is a tune for the title and one for each land. They share one motif, "hop, hop, leap" (two
short steps up, a leap, and a step back). Frog says it high, on a kalimba; Toad answers low, on a
marimba. The lands keep to the notes C D E G A, so that one tune follows another without a wrong
note, and they grow slower and sparser towards night.
"""
import argparse
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from make_sounds import HERE, RATE, seconds, write_wav

OGG_QUALITY = "5"
PEAK_DBFS = -15.0  # OGG Vorbis may overshoot a little; nothing above -14 in the end
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
LEVELS = {"frog": 0.56, "toad": 0.66, "ripple": 0.20, "bass": 0.36, "pad": 0.08, "drops": 0.10}
ROOM = 0.30  # how much of the sound comes back from the room


@dataclass(frozen=True)
class Tune:
    """One loop of bars of `beats` beats; every voice has as many bars as `chords`.

    A bar of a voice is written as "beat:note beat:note"; "" is a bar of rest. A chord is written
    as its bass note, then the notes of the pad.
    """

    bpm: float
    chords: tuple[str, ...]
    frog: tuple[str, ...]
    toad: tuple[str, ...]
    beats: int = 4
    ripple: tuple[int, ...] = ()  # which note of the chord the harp plays, evenly over a bar; -1 rests
    bass: tuple[float, ...] = (0.0,)  # beats on which the bass plays
    drops: tuple[float, ...] = ()  # beats, from the start of the loop, of drops of water
    loudness_lufs: float = -26.0
    levels: dict[str, float] = field(default_factory=dict)  # voice -> factor, where not 1


TUNES = {
    "title": Tune(
        bpm=80, bass=(0, 2.5), ripple=(0, 1, 2, 3, 2, 1, 2, 1),
        chords=("C2 C3 G3 D4 E4", "A2 A3 C4 E4 G4", "F2 F3 A3 C4 G4", "G2 G3 C4 D4 G4",
                "C2 C3 G3 D4 E4", "E2 G3 B3 D4 E4", "F2 F3 A3 C4 E4", "G2 G3 A3 C4 D4"),
        frog=("0:C5 .5:D5 1:A5 2.5:G5", "0:E5 1:D5 1.5:E5 2.5:C5",
              "0:C5 .5:D5 1:A5 2.5:G5 3.5:A5", "0:D5 1.5:E5 2:D5",
              "3:E5 3.5:D5", "", "0:C5 .5:D5 1:C6 2:A5 3:G5", "0:E5 1:D5"),
        toad=("", "3:E4 3.5:G4", "", "3:G3 3.5:A3",
              "0:C4 .5:D4 1:A4 2.5:G4", "0:E4 1:G4 1.5:A4 2.5:G4", "2.5:A3 3:C4", "2:G3 2.5:A3 3:D4"),
    ),
    "morning_meadow": Tune(
        bpm=100, bass=(0, 1.5, 2), ripple=(0, 2, 1, 3, 2, 1, 3, 1),
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
    ),
    "pond": Tune(
        bpm=84, beats=3, loudness_lufs=-26.5, levels={"ripple": 1.25}, ripple=(0, 1, 2, 3, 2, 1),
        chords=("F2 F3 A3 C4 E4", "A2 G3 A3 C4 E4", "D2 F3 A3 C4 E4", "C2 G3 C4 D4 E4",
                "F2 F3 A3 C4 G4", "E2 G3 B3 D4 E4", "D2 F3 A3 C4 D4", "G2 G3 B3 D4 E4",
                "F2 F3 A3 C4 E4", "C2 G3 C4 D4 G4", "D2 F3 A3 C4 E4", "G2 G3 C4 D4 A4"),
        frog=("0:A5 1.5:G5", "0:E5", "0:C5 .5:D5 1:A5", "0:G5",
              "0:A5 1:G5 2:E5", "0:D5 1.5:E5", "0:C5 .5:D5 1:G5", "0:D5",
              "", "2:E5 2.5:D5", "", "2:G5"),
        toad=("", "2:A3 2.5:C4", "", "1.5:E4 2:G4", "", "", "", "1.5:G3 2:A3",
              "0:A3 .5:C4 1:G4", "0:E4 1.5:D4", "0:D4 .5:E4 1:A4", "0:G4 1:D4"),
        drops=(2.25, 2.75, 8.5, 14.25, 17.5, 17.75, 23.5, 29.25, 32.5, 32.75),
    ),
    "woods": Tune(
        bpm=76, loudness_lufs=-26.5, levels={"toad": 1.15, "ripple": 0.8},
        bass=(0, 1.5, 3), ripple=(0, -1, 1, 0, -1, 1, 2, -1),
        chords=("A2 A3 C4 E4 G4", "G2 G3 B3 D4 E4", "F2 F3 A3 C4 E4", "A2 A3 C4 D4 E4",
                "D2 F3 A3 C4 E4", "C2 G3 C4 D4 E4", "F2 F3 A3 C4 G4", "E2 G3 A3 D4 E4"),
        frog=("", "2:A4 2.5:C5 3:G5", "1:E5 2.5:D5", "", "", "2:G4 2.5:A4 3:E5",
              "1:D5 2:C5 3:A4", "2:E5 3:D5"),
        toad=("0:A3 .5:C4 1:G4 2.5:E4", "0:D4", "0:A3 .5:C4 1:E4 3:G4", "0:E4 1.5:D4 2:C4 3:A3",
              "0:D4 .5:E4 1:A4 2.5:G4", "0:E4", "0:C4 .5:D4 1:A4", "0:G4 1:E4"),
    ),
    "dusk": Tune(
        bpm=66, loudness_lufs=-27.5, levels={"ripple": 0.8, "pad": 1.15},
        ripple=(0, -1, 1, 2, -1, 3, -1, 1),
        chords=("F2 F3 A3 C4 E4", "E2 G3 C4 D4 E4", "D2 F3 A3 C4 E4", "A2 G3 A3 C4 E4",
                "F2 F3 A3 C4 G4", "C2 G3 C4 D4 E4", "G2 G3 A3 D4 E4", "A2 G3 A3 C4 E4"),
        frog=("0:C5 1:D5 2:A5", "1:G5 3:E5", "0:D5 2:E5", "", "0:C5 1:D5 2:G5", "1:E5 3:D5",
              "", "2:A4"),
        toad=("", "", "3:D4", "0:A3 1:C4 2:G4", "1:E4", "", "0:G3 1:A3 2:E4", "0:D4"),
    ),
    "night": Tune(
        bpm=50, loudness_lufs=-28.5, levels={"ripple": 0.6, "pad": 1.3, "frog": 0.85},
        ripple=(0, -1, -1, 2, -1, 1, -1, -1),
        chords=("A2 A3 C4 E4 B4", "F2 F3 A3 C4 E4", "C2 G3 C4 D4 E4", "G2 G3 A3 D4 E4",
                "F2 F3 A3 C4 G4", "A2 G3 A3 C4 E4"),
        frog=("0:A4 1:C5 2:G5", "1:E5", "", "1:D5 2:E5", "0:C5 1:D5 2:A5", "1:G5"),
        toad=("", "3:A3", "0:C4 1:G4", "", "", "2.5:E4 3:A3"),
    ),
}


def hertz(note):
    """Frequency of a note such as A4."""
    return 440 * 2 ** ((STEPS[note[0]] + 12 * int(note[1:]) - 57) / 12)


def struck(hz, length_s, partials, attack_s):
    """A struck or plucked tone of (multiple, amplitude, decay in seconds) partials."""
    t = seconds(length_s)
    tone = sum(a * np.exp(-t / decay) * np.sin(2 * np.pi * k * hz * t)
               for k, a, decay in partials if k * hz < 0.45 * RATE)
    attack = np.sin(np.pi / 2 * np.minimum(1, t / attack_s)) ** 2
    release = np.minimum(1, (length_s - t) / (0.2 * length_s))
    return tone * attack * release


def kalimba(hz):
    ring = 0.75 * (523 / hz) ** 0.4
    return struck(hz, 2.6, ((1, 1, ring), (2, .14, .5 * ring), (3, .05, .3 * ring), (5.4, .08, .07)), .005)


def marimba(hz):
    ring = 0.5 * (262 / hz) ** 0.5
    return struck(hz, 1.8, ((1, 1, ring), (2, .05, .4 * ring), (3.95, .13, .12), (9.2, .02, .03)), .004)


def harp(hz):
    ring = 0.9 * (262 / hz) ** 0.4
    return struck(hz, 2.4, tuple((k, k ** -1.9, ring / k ** .8) for k in range(1, 7)), .008)


def drop(hz):
    """A drop of water: a short tone that rises."""
    t = seconds(.12)
    pitch = hz * np.exp(0.55 * np.minimum(1, t / .07))
    return np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.sin(np.pi * t / .12) ** 2 * np.exp(-t / .05)


def swelling(hz, length_s, bloom_s):
    """A pad note: three voices a little apart, in and out slowly, each bar into the next."""
    t = seconds(length_s + bloom_s)
    rise = np.sin(np.pi / 2 * np.minimum(1, t / bloom_s)) ** 2
    fall = np.sin(np.pi / 2 * np.clip((length_s + bloom_s - t) / bloom_s, 0, 1)) ** 2
    voices = sum(a * np.sin(2 * np.pi * k * hz * (1 + cents / 1731) * t + 1.3 * k + cents)
                 for cents in (-4, 0, 5) for k, a in ((1, 1), (2, .28), (3, .10), (4, .03)))
    return voices * rise * fall * (1 + .08 * np.sin(2 * np.pi * .7 * t))


def add(loop, at_s, tone):
    """Add a tone to a circle of samples."""
    start = round(at_s * RATE) % len(loop)
    first = min(len(tone), len(loop) - start)
    loop[start:start + first] += tone[:first]
    loop[:len(tone) - first] += tone[first:]


def perform(tune, seed):
    """Return the dry loop of a tune: all voices, played a little unevenly as by hand."""
    hand = np.random.default_rng(seed)
    beat_s = 60 / tune.bpm
    bar_s = tune.beats * beat_s
    loop = np.zeros(round(bar_s * len(tune.chords) * RATE))
    level = {voice: factor * tune.levels.get(voice, 1) for voice, factor in LEVELS.items()}

    def play(voice, beat, tone):
        at_s = max(0, beat * beat_s + hand.normal(0, .006))
        add(loop, at_s, level[voice] * (1 + hand.uniform(-.14, .14)) * tone)

    assert len(tune.frog) == len(tune.toad) == len(tune.chords)
    for voice, bars, instrument in (("frog", tune.frog, kalimba), ("toad", tune.toad, marimba)):
        for bar, text in enumerate(bars):
            for beat, note in (word.split(":") for word in text.split()):
                play(voice, bar * tune.beats + float(beat), instrument(hertz(note)))
    for bar, chord in enumerate(tune.chords):
        bass, *pad = (hertz(note) for note in chord.split())
        for beat in tune.bass:
            play("bass", bar * tune.beats + beat, marimba(bass if bass > 80 else 2 * bass) * (1 if beat == 0 else .6))
        for i, place in enumerate(tune.ripple):
            if place >= 0:
                play("ripple", tune.beats * (bar + i / len(tune.ripple)), harp(2 * pad[place]))
        for hz in pad:
            add(loop, bar * bar_s - .3 * bar_s, level["pad"] * swelling(hz, bar_s, .6 * bar_s))
    for beat in tune.drops:
        play("drops", beat, drop(hand.choice([784, 880, 1047, 1175])))
    return loop


def in_a_room(dry, seed):
    """Add a small warm room, and take away rumble and edge; circular, so the loop stays closed."""
    t = seconds(1.6)
    echo = np.random.default_rng(seed).standard_normal(len(t)) * np.exp(-t / .32) * np.minimum(1, t / .02)
    count = len(dry)
    hz = np.fft.rfftfreq(count, 1 / RATE)
    room = np.fft.rfft(echo / np.sqrt((echo ** 2).sum()), count) / (1 + (hz / 1800) ** 2)
    tone = (hz / 60) ** 2 / (1 + (hz / 60) ** 2) / np.sqrt(1 + (hz / 5000) ** 4)
    return np.fft.irfft(np.fft.rfft(dry) * tone * (1 + ROOM * room), count)


def loudness_lufs(samples):
    """Integrated loudness of one channel, K-weighted and gated as in ITU-R BS.1770-4."""
    count = len(samples)
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(count, 1 / RATE) / 48000)  # its filters are at 48 kHz
    shelf = ((1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z ** 2)
             / (1 - 1.69065929318241 * z + 0.73248077421585 * z ** 2))
    high_pass = (1 - 2 * z + z ** 2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z ** 2)
    heard = np.fft.irfft(np.fft.rfft(samples) * np.sqrt(np.abs(shelf * high_pass) ** 2), count)
    block, hop = int(.4 * RATE), int(.1 * RATE)
    power = np.array([np.mean(heard[i:i + block] ** 2) for i in range(0, count - block, hop)])
    power = power[power > 10 ** ((-70 + .691) / 10)]
    gate = power.mean() / 10
    return -.691 + 10 * np.log10(power[power > gate].mean())


def master(samples, target_lufs):
    """Set the loudness, and turn down the peaks that stand out, softly and around the circle."""
    side = int(.015 * RATE)
    window = np.hanning(2 * side + 1)
    for _ in range(4):
        samples = samples * 10 ** ((target_lufs - loudness_lufs(samples)) / 20)
        around = np.concatenate([samples[-2 * side:], samples, samples[:2 * side]])
        loudest = np.lib.stride_tricks.sliding_window_view(np.abs(around), 2 * side + 1).max(axis=1)
        gain = np.minimum(1, 10 ** (PEAK_DBFS / 20) / loudest)
        samples = samples * np.convolve(gain, window / window.sum(), "valid")
    return samples


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wav", type=Path, metavar="FOLDER", help="write WAV files here, no OGG")
    folder = parser.parse_args().wav
    with tempfile.TemporaryDirectory() as nowhere:
        for seed, (name, tune) in enumerate(TUNES.items()):
            samples = master(in_a_room(perform(tune, seed), seed), tune.loudness_lufs)
            wav = (folder or Path(nowhere)) / f"{name}.wav"
            write_wav(wav, samples)
            peak = 20 * np.log10(np.abs(samples).max())
            print(f"{name}: {len(samples) / RATE:.2f} s, {loudness_lufs(samples):.1f} LUFS, peak {peak:.1f} dBFS")
            if folder is None:
                subprocess.run(["oggenc", "--quiet", "--quality", OGG_QUALITY, "--serial", "1",
                                "--output", HERE / "music" / f"{name}.ogg", wav], check=True)


if __name__ == "__main__":
    main()
