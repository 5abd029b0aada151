"""How far two people agree: per cent, Cohen's kappa, Krippendorff's alpha, and what the number means in words.

Kappa compares two fixed people (J. Cohen, 1960); alpha treats them as any two (K. Krippendorff, 2004; here nominal).
The words are the scale of J. R. Landis and G. G. Koch, "The Measurement of Observer Agreement for Categorical Data",
Biometrics 33 (1977): conventions, no limits that follow from anything.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import krippendorff
import numpy as np
from django.utils.translation import gettext_lazy as _

#: Below it a single passage moves the numbers a lot.
SMALL_SAMPLE = 30

#: Landis and Koch: up to this value, in words.
_READINGS = (
    (0.0, _("worse than chance")),
    (0.2, _("slight")),
    (0.4, _("fair")),
    (0.6, _("moderate")),
    (0.8, _("substantial")),
    (1.0, _("almost perfect")),
)


def reading(value: float | None) -> str:
    """The word for a kappa by Landis and Koch; says so where it cannot be determined."""
    if value is None:
        return str(_("cannot be determined"))
    if value < 0:
        return str(_READINGS[0][1])
    return str(next(word for limit, word in _READINGS[1:] if value <= limit + 1e-9))


@dataclass(frozen=True)
class Agreement:
    """Agreement of two people on `number` passages; None where all of it lies in one class."""

    label: str
    number: int
    agreed: int
    kappa: float | None
    alpha: float | None
    #: On how many passages somebody chose the class in question; None where all classes are compared.
    used: int | None = None

    @property
    def percent(self) -> float | None:
        return 100 * self.agreed / self.number if self.number else None

    @property
    def reading(self) -> str:
        return reading(self.kappa)

    @property
    def is_small(self) -> bool:
        return self.number < SMALL_SAMPLE


def measure(label: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement of pairs of labels, one pair for each passage."""
    agreed = sum(first == second for first, second in pairs)
    return Agreement(label, len(pairs), agreed, _kappa(pairs), _alpha(pairs))


def one_against_rest(label: str, value: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement on one class: whether a passage belongs to it or not; `number` counts all passages."""
    sides = [("in" if a == value else "out", "in" if b == value else "out") for a, b in pairs]
    return replace(measure(label, sides), used=sum("in" in side for side in sides))


def _kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    if len({label for pair in pairs for label in pair}) < 2:
        # Chance alone would agree on everything: 0 divided by 0.
        return None
    # Here and not above: 40 MB in every process, for one screen.
    from sklearn.metrics import cohen_kappa_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(cohen_kappa_score([first for first, _second in pairs], [second for _first, second in pairs]))
    return value if np.isfinite(value) else None


def _alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    labels = sorted({label for pair in pairs for label in pair})
    if len(labels) < 2:
        return None
    numbers = {label: number for number, label in enumerate(labels)}
    rows = [[numbers[pair[place]] for pair in pairs] for place in (0, 1)]
    value = float(krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal"))
    return value if np.isfinite(value) else None
