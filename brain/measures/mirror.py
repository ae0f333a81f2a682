"""Which units answer distress: the paper's deltas and scores, matched pairs, certified units."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from brain.network.network import Network
from brain.states.dataset import MatchedBoards
from game.inspection.activity import ANSWER_SD, Condition, Role, deltas, mirror_neuron_scores
from game.rules.observation import HELPING, IN_DISTRESS, PARTNER, PLAYERS, SELF

NULL_PERCENTILE = 99.0  # of the permutation null
MIXED_Z = 1.0  # |weight| this many SDs above its layer's mean counts as feeding a unit
RANKED_ROLES = (Role.MIRROR, Role.DIFFERENTIATING, Role.MIXED, Role.OTHER)
LABELS_AT_ONCE = 20  # shuffles in memory together
MATCHED_UNITS = 400  # units whose matched activations are in memory together
MIN_SD = 1e-6  # a unit whose activation varies less than this is dead


def condition_statistics(activation: np.ndarray, condition: np.ndarray) -> dict[str, np.ndarray]:
    """Return mean, variance, skewness and kurtosis of activations [n, units] in each condition [n].

    By name, float64 [4, units] each (paper, Table 5); kurtosis is excess kurtosis. A unit that is
    constant in a condition has skewness and kurtosis 0 there; a condition without states has NaN.
    """
    moments = np.full((4, len(Condition), activation.shape[1]), np.nan)
    for c in np.unique(condition):
        sample = activation[condition == c].astype(np.float64)
        mean = sample.mean(axis=0)
        centred = sample - mean
        variance = (centred**2).mean(axis=0)
        sd = np.sqrt(np.where(variance > MIN_SD**2, variance, np.inf))
        skewness = (centred**3).mean(axis=0) / sd**3
        kurtosis = np.where(np.isinf(sd), 0.0, (centred**4).mean(axis=0) / sd**4 - 3)
        moments[:, c] = mean, variance, skewness, kurtosis
    return dict(zip(("mean", "variance", "skewness", "kurtosis"), moments, strict=True))


def condition_means(activation: np.ndarray, condition: np.ndarray) -> np.ndarray:
    """Return the mean activation in each condition, float64 [4, units], NaN where it is empty."""
    one_hot = (np.asarray(condition)[:, None] == np.arange(len(Condition))).astype(np.float64)
    with np.errstate(invalid="ignore"):
        return (one_hot.T @ activation.astype(np.float64)) / one_hot.sum(axis=0)[:, None]


def unit_scores(activation: np.ndarray, condition: np.ndarray) -> np.ndarray:
    """Return the MNS of units from activations [n, units]; 0 if a condition is missing."""
    return np.nan_to_num(mirror_neuron_scores(*deltas(condition_means(activation, condition))))


def cmni(activation: np.ndarray, condition: np.ndarray) -> float:
    """Return the mean MNS over all units of activations [n, units]."""
    return float(unit_scores(activation, condition).mean())


def shuffled_cmni(
    activation: np.ndarray, condition: np.ndarray, shuffles: int, seed: int = 0
) -> np.ndarray:
    """Return the CMNI for `shuffles` random orders of the condition labels, float64 [shuffles]."""
    rng, count = np.random.default_rng(seed), np.bincount(condition, minlength=len(Condition))
    labels = np.tile(condition, (LABELS_AT_ONCE, 1))
    scores: list[float] = []
    with np.errstate(invalid="ignore"):
        while len(scores) < shuffles:
            rng.permuted(labels, axis=1, out=labels)
            one_hot = (labels[:, None] == np.arange(len(Condition))[:, None]).astype(np.float32)
            means = one_hot @ activation.astype(np.float32, copy=False) / count[:, None]
            own, other = np.nan_to_num(means[:, 1:3] - means[:, :1]).transpose(1, 0, 2)
            scores.extend(mirror_neuron_scores(own, other).mean(axis=1).tolist())
    return np.array(scores[:shuffles])


def as_paper_filters(observation: np.ndarray, condition: np.ndarray) -> np.ndarray:
    """Return which states the paper's CMNI keeps, bool [n] (SPEC section 5).

    Of the states with only the own character in distress those that show symbol 5, of those
    with only the partner in distress those that show symbol 4, and all others.
    """
    players = observation[:, PLAYERS]
    shows_partner, shows_self = (players == PARTNER).any(axis=1), (players == SELF).any(axis=1)
    is_dropped = (condition == Condition.SELF) & ~shows_partner
    is_dropped |= (condition == Condition.OTHER) & ~shows_self
    return ~is_dropped


@dataclass(frozen=True, eq=False)
class MatchedResponse:
    """Mean rises over matched boards in SDs, float64 [units] or [networks, units] each.

    calm_sd: the SD that is meant, of the activation over the calm boards. A dead unit's rises
    are 0.
    own_null, other_null: 99th percentiles of the permutation null, in the same SDs.
    own_p, other_p: how probable such a rise or a larger one is under that null.
    """

    calm_sd: np.ndarray
    own: np.ndarray
    other: np.ndarray
    magnitude: np.ndarray
    own_null: np.ndarray
    other_null: np.ndarray
    own_p: np.ndarray
    other_p: np.ndarray

    @classmethod
    def stack(cls, parts: Sequence["MatchedResponse"], units: int) -> "MatchedResponse":
        """Return the responses of networks of so many units, one below the other."""
        names = [field.name for field in fields(cls)]
        joined = [np.concatenate([getattr(part, name) for part in parts]) for name in names]
        return cls(*(values.reshape(-1, units) for values in joined))

    @property
    def weaker(self) -> np.ndarray:
        """The smaller of each unit's two rises."""
        return np.minimum(self.own, self.other)

    @property
    def is_certified(self) -> np.ndarray:
        """Certified mirror units, bool [units] (SPEC section 6)."""
        is_above_nulls = (self.own > self.own_null) & (self.other > self.other_null)
        return (self.weaker >= ANSWER_SD) & (self.weaker > self.magnitude) & is_above_nulls

    @property
    def certified(self) -> np.ndarray:
        """How many certified mirror units each network has, int64 [] or [networks]."""
        return self.is_certified.sum(axis=-1)

    @property
    def is_beyond_size(self) -> np.ndarray:
        """Units that rise more than one would that reads only how large a symbol is, bool [units].

        A stricter magnitude control of ours, printed beside the certificate: 9 is larger than the
        control's 8, so the control's rise is stretched to the step from 4 or 5 to 9.
        """
        return (self.own > self.size_own + MIN_SD) & (self.other > self.size_other + MIN_SD)

    @property
    def size_own(self) -> np.ndarray:
        """The own rises of units that read only how large a symbol is, [units]."""
        return np.maximum(self.magnitude, 0) / (HELPING - PARTNER) * (IN_DISTRESS - SELF)

    @property
    def size_other(self) -> np.ndarray:
        """The other rises of such units, [units]."""
        return np.maximum(self.magnitude, 0) / (HELPING - PARTNER) * (IN_DISTRESS - PARTNER)

    @property
    def is_differentiating(self) -> np.ndarray:
        """Units that answer exactly one of the two distresses, bool [units]."""
        answers_own = (self.own >= ANSWER_SD) & (self.own > self.own_null)
        answers_other = (self.other >= ANSWER_SD) & (self.other > self.other_null)
        only_own = answers_own & (self.other < ANSWER_SD)
        return only_own | (answers_other & (self.own < ANSWER_SD))


MATCHED_COLUMNS = (  # of tables: what of a response, its heading in a terminal and in a report
    ("own", "own SD", "own, SD"),
    ("other", "other SD", "partner, SD"),
    ("magnitude", "magnitude", "the 8, SD"),
    ("own_null", "own p99", "null own"),
    ("other_null", "other p99", "null partner"),
)


def matched_response(
    versions: Sequence[np.ndarray], game: np.ndarray, permutations: int, seed: int = 0
) -> MatchedResponse:
    """Measure activations of the (calm, own, other, magnitude) boards, [n, units] each.

    Permutation null: if distress did nothing, the two members of a pair could change places, and
    a pair's difference its sign. Boards of one game resemble each other, so all differences of a
    game change sign together: that keeps the null from being too narrow.
    """
    calm = versions[0].astype(np.float64)
    sd = calm.std(axis=0)
    differences = [version - calm for version in versions[1:]]
    scale = np.where(sd > MIN_SD, sd, np.inf)
    own, other, magnitude = (d.mean(axis=0) / scale for d in differences)
    (own_null, own_p), (other_null, other_p) = (
        sign_flip_null(d, game, permutations, seed) for d in differences[:2]
    )
    nulls = (own_null / scale, other_null / scale, own_p, other_p)
    return MatchedResponse(sd, own, other, magnitude, *nulls)


def sign_flip_null(
    difference: np.ndarray, game: np.ndarray, permutations: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the 99th percentile of the mean difference [n, units] under the null, and its p.

    Both float64 [units]. The differences as they are count as one permutation more, so that p
    is never 0.
    """
    order = np.argsort(game, kind="stable")
    first_of_game = np.flatnonzero(np.diff(game[order], prepend=~game[order[:1]]))
    by_game = np.add.reduceat(difference[order], first_of_game)
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1.0, 1.0], (permutations, len(by_game)))
    flipped = signs @ by_game
    as_large = (flipped >= by_game.sum(axis=0)).sum(axis=0)
    percentile = np.percentile(flipped / len(difference), NULL_PERCENTILE, axis=0)
    return percentile, (1 + as_large) / (1 + permutations)


def hidden_of(networks: Network, observation: np.ndarray) -> np.ndarray:
    """Return the activations of all hidden units side by side, for observations [n, 100].

    float32 [n, units]; of k networks side by side [n, k * units], network by network.

    Raises:
        BrainError: a network of another form, of which measures would say something wrong.
    """
    networks.form.check()
    *hidden, _ = networks.forward(observation).values()
    if hidden[0].ndim == 2:
        return np.hstack(hidden)
    together = np.concatenate([layer.swapaxes(1, 2) for layer in hidden], axis=1)
    return together.reshape(-1, len(observation)).T


def pooled(network: Network, observation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return activations of all hidden units, and of these and the outputs, side by side."""
    network.form.check()
    layers = list(network.forward(observation).values())
    return np.hstack(layers[:-1]), np.hstack(layers)


def by_layer(values: np.ndarray, hidden: Sequence[int]) -> list[np.ndarray]:
    """Return the values of each hidden layer's units, from values [..., hidden units in order]."""
    return np.split(values, np.cumsum(hidden)[:-1], axis=-1)


def respond(networks: Network, boards: MatchedBoards, permutations: int) -> MatchedResponse:
    """Return the matched responses of all hidden units, of one network or of several."""
    chunks = [networks]
    if is_stack := networks.biases[0].ndim == 2:
        at_once = max(1, MATCHED_UNITS // sum(networks.hidden))
        chunks = [networks[i : i + at_once] for i in range(0, networks.count, at_once)]
    parts = []
    for chunk in chunks:
        answers = [hidden_of(chunk, version) for version in boards.versions()]
        parts.append(matched_response(answers, boards.game, permutations))
    return MatchedResponse.stack(parts, sum(networks.hidden)) if is_stack else parts[0]


def roles(network: Network, response: MatchedResponse) -> tuple[tuple[Role, ...], ...]:
    """Return each hidden unit's role (SPEC section 5; thresholds at the top of this file).

    Mixed are units that mirror and differentiating units of the layer before both feed strongly.
    """
    found: list[tuple[Role, ...]] = []
    kinds = (response.is_certified, response.is_differentiating)
    layers = zip(*(by_layer(kind, network.hidden) for kind in kinds), strict=True)
    for layer, (is_mirror, is_differing) in enumerate(layers):
        is_mixed = np.zeros(len(is_mirror), bool)
        if layer:
            size, feeding = np.abs(network.weights[layer]), np.array(found[-1])
            is_strong = (size - size.mean()) >= MIXED_Z * size.std()
            is_mixed = is_strong[feeding == Role.MIRROR].any(axis=0)
            is_mixed &= is_strong[feeding == Role.DIFFERENTIATING].any(axis=0)
        # The first of the kinds that a unit is.
        kind = np.argmax([is_mirror, is_differing, is_mixed, np.ones(len(is_mirror))], axis=0)
        found.append(tuple(RANKED_ROLES[i] for i in kind))
    return tuple(found)
