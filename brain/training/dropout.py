"""Dropout masks from counted random bits: each network's own, whatever it is trained beside."""

from collections.abc import Sequence

import numpy as np

from brain.network.checkpoints import Recipe

BLOCK_STEPS = 128  # steps whose masks are drawn at once; part of the result


def draw_masks(recipe: Recipe, epoch: int, block: int, places: Sequence[np.ndarray]) -> None:
    """Fill a hidden layer's place, float32 [steps, units, batch], with masks for a block of steps.

    0 with probability `dropout` (to 1 / 65,536), else 1 / (1 - dropout). They depend on the
    recipe's seed, the epoch, the block of steps and the layer, on nothing else.
    """
    kept = np.float32(1 / (1 - recipe.dropout))
    threshold = np.uint16(round(recipe.dropout * 65_536))
    for layer, place in enumerate(places):
        source = np.random.SFC64([recipe.seed, epoch, block, layer])
        words = source.random_raw(place.size // 4).view(np.uint16)
        np.multiply((words >= threshold).reshape(place.shape), kept, out=place)


def masks(recipe: Recipe, epoch: int, block: int) -> list[np.ndarray]:
    """Return the masks of a block of steps, float32 [steps, units, batch] a hidden layer."""
    steps, batch = BLOCK_STEPS, recipe.batch_size
    places = [np.empty((steps, units, batch), np.float32) for units in recipe.hidden]
    draw_masks(recipe, epoch, block, places)
    return places
