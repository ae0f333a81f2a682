"""Dropout masks from counted random bits: each network's own, whatever it is trained beside."""

from collections.abc import Iterator

import numpy as np

from brain.checkpoints import Configuration

BLOCK_STEPS = 128  # steps whose masks are drawn at once; part of the result


def masks(configuration: Configuration, epoch: int, block: int) -> Iterator[np.ndarray]:
    """Yield a hidden layer's masks for a block of steps, float32 [steps, units, batch].

    0 with probability `dropout` (to 1 / 65,536), else 1 / (1 - dropout). They depend on the
    configuration's seed, the epoch, the block of steps and the layer, on nothing else.
    """
    kept = np.float32(1 / (1 - configuration.dropout))
    threshold = np.uint16(round(configuration.dropout * 65_536))
    for layer, units in enumerate(configuration.hidden):
        shape = (BLOCK_STEPS, units, configuration.batch_size)
        source = np.random.SFC64([configuration.seed, epoch, block, layer])
        words = source.random_raw(int(np.prod(shape)) // 4)
        yield (words.view(np.uint16) >= threshold).reshape(shape) * kept
