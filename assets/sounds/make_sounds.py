#!/usr/bin/env python3
"""Make every sound effect of the game (numpy and the standard library only).

    python assets/sounds/make_sounds.py        # rewrites the .wav files here

22,050 Hz, 16-bit, mono; deterministic; every sound fades in and out and peaks
at the level in dBFS that is given for it below (never above -9).

What a character does is made twice: `hop.wav` is Frog's, `hop_toad.wav` the same a fourth lower
and a little slower, so that one can hear who it was. Notes are those of the music (C D E G A).
"""
import wave
from pathlib import Path

import numpy as np

RATE = 22050
HERE = Path(__file__).resolve().parent


def seconds(length):
    return np.arange(int(RATE * length)) / RATE


def pluck(length, decay, attack=0.006):
    """A quick rise and an exponential fall that ends in silence, so that no note stops with a click."""
    t = seconds(length)
    ending = np.sin(np.pi / 2 * np.minimum(1, (length - t) / (.2 * length))) ** 2
    return np.minimum(1, t / attack) * np.exp(-t / decay) * ending


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


THROAT = ((1, 1.0), (2, .6), (3, .35), (4, .18), (5, .08))
SOFT = ((1, 1.0), (2, 0.22), (3, 0.07))
WARM = ((1, 1.0), (2, 0.35), (3, 0.12), (4, 0.05))
BELL = ((1, 1.0), (2, 0.12), (4, 0.1))


class Voice:
    """The sounds of one character; `low` lowers every pitch, `slow` stretches every time."""

    def __init__(self, low, slow):
        self.low, self.slow = low, slow

    def bend(self, length, points, partials=SOFT):
        """A tone whose pitch runs through points = ((time 0..1, Hz), ...)."""
        length *= self.slow
        x, y = zip(*points)
        pitch = np.exp(np.interp(seconds(length) / length, x, np.log(np.multiply(y, self.low))))
        phase = 2 * np.pi * np.cumsum(pitch) / RATE
        return sum(a * np.sin(k * phase) for k, a in partials)

    def say(self, length, points, purr_hz):
        """A voice from the throat: a rich tone that is opened and shut `purr_hz` times a second."""
        throat = np.cos(2 * np.pi * purr_hz * self.low * seconds(length * self.slow))
        return self.bend(length, points, THROAT) * (1 - .55 * (.5 + .5 * throat) ** 2)

    def swell(self, length, top=0.4):
        """Up to the loudest point at `top` (0..1) and down again, both round."""
        t = seconds(length * self.slow) / (length * self.slow)
        return np.sin(np.pi / 2 * np.clip(np.where(t < top, t / top, (1 - t) / (1 - top)), 0, 1)) ** 1.5

    def pluck(self, length, decay, attack=0.006):
        return pluck(length * self.slow, decay * self.slow, attack)

    def tone(self, hz, length, decay, partials=SOFT, attack=0.006):
        return self.bend(length, ((0, hz), (1, hz)), partials) * self.pluck(length, decay, attack)

    def bell(self, hz, length, decay):
        """A small bell that shimmers: two close tones and a high one that is gone at once."""
        t, hz, decay = seconds(length * self.slow), hz * self.low, decay * self.slow
        high = .25 * np.sin(2 * np.pi * 2.76 * hz * t) * np.exp(-t / (.25 * decay))
        return (np.sin(2 * np.pi * hz * t) + .6 * np.sin(2 * np.pi * 1.004 * hz * t) + high) * pluck(length * self.slow, decay, .003)

    def sounds(self):
        """name -> (peak in dBFS, samples)"""
        s = self.slow
        return {
            # a round push off the ground, and grass under the landing
            "hop": (-15, mix((0, self.bend(.10, ((0, 300), (.6, 490), (1, 540))) * self.pluck(.10, .035)),
                             (.055 * s, .16 * noise(.05, 500, 2200, 4) * pluck(.05, .012, .004)))),
            # rising with a rush of air, then both feet
            "leap": (-12, mix((0, self.bend(.24, ((0, 260), (.5, 560), (1, 760))) * self.swell(.24, .25)),
                              (0, .28 * noise(.24 * s, 900, 3200, 1) * self.swell(.24, .55)),
                              (.25 * s, .5 * self.bend(.09, ((0, 190), (1, 110))) * self.pluck(.09, .03)),
                              (.25 * s, .14 * noise(.06, 400, 1800, 5) * pluck(.06, .015, .004)))),
            # tongue out, tongue back, and a small bell for the meal
            "fly": (-11, mix((0, self.bend(.08, ((0, 560), (1, 260))) * self.pluck(.08, .03)),
                             (0, .18 * noise(.05, 1500, 4500, 6) * pluck(.05, .012, .003)),
                             (.07 * s, self.bend(.12, ((0, 280), (.5, 660), (1, 880))) * self.swell(.12, .3)),
                             (.17 * s, .5 * self.bell(1046.5, .22, .07)))),
            # a warm hand: a fifth, with a shimmer on the second note
            "help": (-11, mix((0, self.tone(392, .26, .13, WARM, .015)),
                              (.13 * s, self.tone(587.3, .30, .14, WARM, .015)),
                              (.16 * s, .22 * self.bell(1174.7, .24, .09)))),
            # a soft thud and a surprised throat
            "hurt": (-11, mix((0, .8 * self.bend(.14, ((0, 150), (1, 80))) * self.pluck(.14, .05)),
                              (0, .2 * noise(.08, 200, 900, 2) * pluck(.08, .02)),
                              (.05 * s, .55 * self.say(.24, ((0, 400), (.2, 440), (1, 250)), 34) * self.swell(.24, .2)))),
            # two knocks on wood
            "blocked": (-14, mix((0, self.tone(196, .08, .022, ((1, 1), (2.7, .3)), .003)),
                                 (.075 * s, .6 * self.tone(174, .08, .022, ((1, 1), (2.7, .3)), .003)),
                                 (0, .2 * noise(.04, 300, 1200, 3) * pluck(.04, .01, .003)))),
            # a tired croak that sinks into a breath
            "exhausted": (-12, mix((0, self.say(.34, ((0, 392), (.3, 349), (1, 165)), 26) * self.swell(.34, .2)),
                                   (.14 * s, .2 * noise(.30 * s, 350, 1400, 7) * self.swell(.30, .35)))),
            # three notes up
            "recovered": (-12, mix(*((at * s, self.tone(hz, .24, .10, WARM, .01))
                                     for at, hz in ((0, 392), (.08, 440), (.16, 587.3))),
                                   (.18 * s, .2 * self.bell(1174.7, .24, .08)))),
        }


def sounds():
    """name -> (peak in dBFS, samples) of every file"""
    frog = Voice(1.0, 1.0)
    toad = {f"{name}_toad": sound for name, sound in Voice(0.75, 1.15).sounds().items()}
    note = frog.tone
    return frog.sounds() | toad | {
        "select": (-15, note(659.3, .07, .025, BELL, .004)),
        "confirm": (-13, mix((0, note(523.3, .12, .05, BELL)), (.07, note(784, .17, .06, BELL)))),
        "back": (-14, mix((0, note(659.3, .10, .04, BELL)), (.06, note(440, .15, .05, BELL)))),
        # a medal is pinned on: three bells up, the last with its octave
        "medal": (-12, mix(*((at, frog.bell(hz, .5, .16)) for at, hz in ((0, 783.99), (.1, 1046.5), (.2, 1318.5))),
                           (.2, .5 * note(659.3, .6, .2, WARM)), (.24, .3 * frog.bell(2637, .4, .1)))),
        # Frog and Toad say the same two notes, one after the other
        "streak": (-14, mix((0, note(587.3, .16, .06, WARM)), (.07, note(784, .2, .07, WARM)),
                            (.16, .8 * note(440, .18, .07, WARM)), (.23, .8 * note(587.3, .26, .09, WARM)))),
        # a gate opens into the next land: the pad of a chord under the first step of the motif
        "land": (-13, mix((0, .5 * note(261.6, .9, .4, WARM, .05)), (.03, .4 * note(392, .9, .4, WARM, .05)),
                          (.12, note(523.3, .4, .16, WARM)), (.26, note(587.3, .7, .26, WARM)),
                          (.3, .18 * frog.bell(1174.7, .6, .2)))),
        # the motif of the music, for the end of a round: hop, hop, leap
        "finish": (-12, mix((0, note(523.3, .4, .14, WARM)), (.14, note(587.3, .4, .14, WARM)),
                            (.28, note(880, .6, .22, WARM)), (.62, note(784, .8, .28, WARM)),
                            (.62, .5 * note(392, .8, .3, WARM)), (.66, .2 * frog.bell(1568, .6, .15)))),
    }


def write_wav(path, samples):
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(np.round(samples * 32767).astype("<i2").tobytes())


def main():
    edge = int(RATE * .004)                       # no click at either end
    for name, (peak_db, samples) in sounds().items():
        assert peak_db <= -9 and .06 <= len(samples) / RATE <= 1.5, name
        samples = samples - np.mean(samples)
        samples[:edge] *= np.linspace(0, 1, edge)
        tail = min(len(samples) // 3, int(RATE * .03))
        samples[-tail:] *= np.cos(np.linspace(0, np.pi / 2, tail)) ** 2
        write_wav(HERE / f"{name}.wav", samples * (10 ** (peak_db / 20) / np.abs(samples).max()))


if __name__ == "__main__":
    main()
