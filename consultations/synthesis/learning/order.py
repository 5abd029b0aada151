"""In which order people teach the most: first what is typical, then what the machine is least sure of."""

import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans

#: So many typical texts come first.
TYPICAL = 25
_SEED = 7
_MANY = 5_000


def typical(meanings: np.ndarray, number: int = TYPICAL) -> list[int]:
    """Places of the texts nearest to the centres of so many groups, large groups first; all when they are few."""
    if len(meanings) <= number:
        return list(range(len(meanings)))
    kind = MiniBatchKMeans if len(meanings) > _MANY else KMeans
    groups = kind(n_clusters=number, n_init=3, random_state=_SEED).fit(meanings)
    nearness = meanings @ groups.cluster_centers_.T
    found: list[int] = []
    for centre in np.argsort(-np.bincount(groups.labels_, minlength=number), kind="stable"):
        nearest = int(nearness[:, centre].argmax())
        if nearest not in found:
            found.append(nearest)
    return found


def margins(chances: np.ndarray) -> np.ndarray:
    """The distance between the first and the second field of each row; 1 where there is one field only."""
    if chances.shape[1] < 2:
        return np.ones(len(chances))
    two = np.partition(chances, -2, axis=1)[:, -2:]
    return two[:, 1] - two[:, 0]
