"""Table of contents: what each feature adds to the staff admin."""

from regions.networks import admin_hooks as networks_admin_hooks  # noqa: F401
from regions.places import admin_hooks as places_admin_hooks  # noqa: F401
