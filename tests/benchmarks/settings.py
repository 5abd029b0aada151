"""The settings of the measured site: as in production, with an address that does nothing to compare with."""

import os

from konzeptdialog.settings.dev import *  # noqa: F403
from konzeptdialog.settings.dev import CACHES as _CACHES
from konzeptdialog.settings.dev import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["tests.benchmarks.counting.CountQueries", *_MIDDLEWARE]
ROOT_URLCONF = "tests.benchmarks.urls"
# The measuring program posts much faster than a person.
CONTRIBUTION_FLOOD_LIMIT = 1_000_000
# Sites that are measured in turns share one Redis.
CACHES = {name: {**cache, "KEY_PREFIX": os.environ.get("BENCH_CACHE_PREFIX", "")} for name, cache in _CACHES.items()}
