"""Table of contents: what each feature adds to the staff admin."""

from regions import admin_menu  # noqa: F401
from regions.demand import admin_hooks as demand_admin_hooks  # noqa: F401
from regions.networks import admin_hooks as networks_admin_hooks  # noqa: F401
from regions.offices import admin_hooks as offices_admin_hooks  # noqa: F401
from regions.places import admin_hooks as places_admin_hooks  # noqa: F401
