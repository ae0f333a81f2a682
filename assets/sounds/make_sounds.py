#!/usr/bin/env python3
"""Make every sound effect of the game (numpy and the standard library only).

    python assets/sounds/make_sounds.py        # rewrites the .wav files here

22,050 Hz, 16-bit, mono; deterministic; every sound fades in and out and peaks
at the level in dBFS that is given for it below (never above -9).
"""
import wave
from pathlib import Path

import numpy as np

RATE = 22050
HERE = Path(__file__).resolve().parent


def seconds(length):
    return np.arange(int(RATE * length)) / RATE


def glide(length, points, partials=((1, 1.0),), wobble=0.0):
    """A tone whose pitch runs through points = ((time 0..1, Hz), ...)."""
    t = seconds(length)
    x, y = zip(*points)
    pitch = np.exp(np.interp(t / length, x, np.log(y)))
    pitch *= 1 + wobble * np.sin(2 * np.pi * 6.5 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    return sum(a * np.sin(k * phase) for k, a in partials)


def pluck(length, decay, attack=0.006):
    """A quick rise and an exponential fall."""
    t = seconds(length)
    return np.minimum(1, t / attack) * np.exp(-t / decay)


def swell(length, top=0.4):
    """Up to the loudest point at `top` (0..1) and down again, both round."""
    t = seconds(length) / length
    return np.sin(np.pi / 2 * np.clip(np.where(t < top, t / top, (1 - t) / (1 - top)), 0, 1)) ** 1.5


def noise(length, low, high, seed):
    """Noise between two frequencies."""
    count = int(RATE * length)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= np.exp(-((np.log(np.maximum(hz, 1) / np.sqrt(low * high)) / np.log(high / low)) ** 2) * 4)
    out = np.fft.irfft(spectrum, count)
    return out / np.abs(out).max()


def mix(*parts):
    """Add (start in seconds, samples) pairs."""
    out = np.zeros(max(int(RATE * at) + len(s) for at, s in parts))
    for at, s in parts:
        out[int(RATE * at):int(RATE * at) + len(s)] += s
    return out


SOFT = ((1, 1.0), (2, 0.22), (3, 0.07))
WARM = ((1, 1.0), (2, 0.35), (3, 0.12), (4, 0.05))
BELL = ((1, 1.0), (2, 0.12), (4, 0.1))


def note(hz, length, decay, partials=SOFT, attack=0.006):
    return glide(length, ((0, hz), (1, hz)), partials) * pluck(length, decay, attack)


def sounds():
    """name -> (peak in dBFS, samples)"""
    return {
        "hop": (-13, glide(.11, ((0, 300), (.6, 470), (1, 520)), SOFT) * pluck(.11, .04)),
        "leap": (-12, mix((0, glide(.24, ((0, 260), (.5, 560), (1, 740)), SOFT) * swell(.24, .25)),
                          (0, .25 * noise(.22, 900, 3000, 1) * swell(.22, .5)))),
        "jump": (-12, glide(.20, ((0, 330), (.7, 760), (1, 820)), SOFT) * swell(.20, .2)),
        "fly": (-11, mix((0, glide(.09, ((0, 620), (1, 240)), SOFT) * pluck(.09, .04)),
                         (.08, glide(.12, ((0, 300), (.5, 700), (1, 900)), SOFT) * swell(.12, .3)),
                         (.17, .5 * note(1046.5, .14, .05, BELL)))),
        "help": (-11, mix((0, note(392, .24, .12, WARM, .015)), (.13, note(587.3, .27, .13, WARM, .015)))),
        "hurt": (-11, mix((0, .8 * glide(.14, ((0, 150), (1, 70))) * pluck(.14, .05)),
                          (0, .2 * noise(.08, 200, 800, 2) * pluck(.08, .02)),
                          (.05, .6 * glide(.24, ((0, 420), (.2, 440), (1, 250)), WARM) * swell(.24, .2)))),
        "blocked": (-14, mix((0, note(190, .08, .022, ((1, 1), (2.7, .3)), .003)),
                             (0, .25 * noise(.04, 300, 1200, 3) * pluck(.04, .01, .003)))),
        "exhausted": (-12, glide(.40, ((0, 440), (.3, 392), (1, 165)), WARM, .015) * swell(.40, .15)),
        "recovered": (-12, mix(*((at, note(hz, .22, .09, WARM, .01))
                                 for at, hz in ((0, 349.2), (.08, 440), (.16, 587.3))))),
        "select": (-15, note(659.3, .07, .025, BELL, .004)),
        "confirm": (-13, mix((0, note(523.3, .12, .05, BELL)), (.07, note(784, .17, .06, BELL)))),
    }


def write(name, peak_db, samples):
    edge = int(RATE * .004)                       # no click at either end
    samples = samples - np.mean(samples)
    samples[:edge] *= np.linspace(0, 1, edge)
    tail = min(len(samples) // 3, int(RATE * .03))
    samples[-tail:] *= np.cos(np.linspace(0, np.pi / 2, tail)) ** 2
    samples *= 10 ** (peak_db / 20) / np.abs(samples).max()
    with wave.open(str(HERE / f"{name}.wav"), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(np.round(samples * 32767).astype("<i2").tobytes())


def main():
    for name, (peak_db, samples) in sounds().items():
        assert peak_db <= -9 and .06 <= len(samples) / RATE <= .4005, name
        write(name, peak_db, samples)


if __name__ == "__main__":
    main()
