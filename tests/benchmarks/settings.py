"""The settings of the measured site: as in production, with an address that does nothing to compare with."""

from konzeptdialog.settings.dev import *  # noqa: F403
from konzeptdialog.settings.dev import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["tests.benchmarks.counting.CountQueries", *_MIDDLEWARE]
ROOT_URLCONF = "tests.benchmarks.urls"
# The measuring program posts much faster than a person.
CONTRIBUTION_FLOOD_LIMIT = 1_000_000
