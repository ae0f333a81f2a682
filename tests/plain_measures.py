"""CMNI and moments once more, in plain Python, written from SPEC section 5: lists and floats.

It shares nothing with `brain`. Conditions: 0 none, 1 self, 2 other, 3 both in distress.
"""

import math


def relu_layers(
    weights: list[list[list[float]]], biases: list[list[float]], observation: list[float]
) -> list[list[float]]:
    """Activations of every layer for one state; no rectifier on the outputs."""
    layers, inputs = [], observation
    for number, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        sums = [
            bias[unit] + sum(x * row[unit] for x, row in zip(inputs, weight, strict=True) if x)
            for unit in range(len(bias))
        ]
        is_output = number == len(weights) - 1
        layers.append(sums if is_output else [max(0.0, value) for value in sums])
        inputs = layers[-1]
    return layers


def mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def moments(values: list[float]) -> tuple[float, float, float, float]:
    """Mean, variance, skewness and excess kurtosis; the last two are 0 for a constant."""
    centre = mean(values)
    variance, third, fourth = (mean([(v - centre) ** p for v in values]) for p in (2, 3, 4))
    if variance <= 1e-12:
        return centre, variance, 0.0, 0.0
    return centre, variance, third / variance**1.5, fourth / variance**2 - 3


def scores(activations: list[list[float]], conditions: list[int]) -> list[float]:
    """The MNS of each unit, from one list of activations a state."""
    found = []
    for unit in range(len(activations[0])):
        means = [
            mean([a[unit] for a, c in zip(activations, conditions, strict=True) if c == condition])
            for condition in (0, 1, 2)
        ]
        own, other = means[1] - means[0], means[2] - means[0]
        found.append(min(own, other) if own > 0 and other > 0 else 0.0)
    return found


def cmni(activations: list[list[float]], conditions: list[int]) -> float:
    return mean(scores(activations, conditions))


def is_kept(observation: list[int], condition: int) -> bool:
    """The paper's filter: of `self` states with a 5 on the board, of `other` those with a 4."""
    players = observation[32:64]
    if condition == 1:
        return 5 in players
    if condition == 2:
        return 4 in players
    return True
