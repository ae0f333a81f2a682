#!/usr/bin/env python3
"""Make the music of the game from tunes.py (numpy, and oggenc of Debian's vorbis-tools).

    python assets/sounds/make_music.py                 # rewrites music/*.ogg here
    python assets/sounds/make_music.py --wav FOLDER    # only the WAV files, to look at; no oggenc

22,050 Hz, mono; the WAV files are deterministic, and the OGG files with one version of oggenc.
Every loop is a circle: what sounds beyond its end (tails, the room) sounds at its beginning.
"""
import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from make_sounds import HERE, RATE, seconds, write_wav
from tunes import TUNES

OGG_QUALITY = "5"
PEAK_DBFS = -15.0  # OGG Vorbis may overshoot a little; nothing above -14 in the end
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
LEVELS = {"frog": 0.56, "toad": 0.66, "ripple": 0.20, "bass": 0.36, "pad": 0.08, "drops": 0.10}
ROOM = 0.30  # how much of the sound comes back from the room


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


def notes(bars, beats):
    """Yield (beat of the loop, note) of a voice."""
    for bar, text in enumerate(bars):
        for word in text.split():
            beat, note = word.split(":")
            yield bar * beats + float(beat), note


def perform(tune, seed):
    """Return the dry loop of a tune: all voices, played a little unevenly as by hand."""
    hand = np.random.default_rng(seed)
    beat_s = 60 / tune.bpm
    bar_s = tune.beats * beat_s
    loop = np.zeros(round(bar_s * len(tune.chords) * RATE))
    level = {voice: factor * tune.levels.get(voice, 1) for voice, factor in LEVELS.items()}

    def play(voice, beat, tone):
        late_s = hand.normal(0, .006)
        add(loop, max(0, beat * beat_s + late_s), level[voice] * (1 + hand.uniform(-.14, .14)) * tone)

    assert len(tune.frog) == len(tune.toad) == len(tune.chords)
    for beat, note in notes(tune.frog, tune.beats):
        play("frog", beat, kalimba(hertz(note)))
    for beat, note in notes(tune.toad, tune.beats):
        play("toad", beat, marimba(hertz(note)))
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
