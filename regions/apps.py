from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = _("Regions")

    def ready(self) -> None:
        """Let each feature add its part to the pages of the features below it, and listen to their signals."""
        from regions.demand import panels as demand_panels  # noqa: F401
        from regions.demand import personal_data as demand_data  # noqa: F401
        from regions.demand import subjects as demand_subjects  # noqa: F401
        from regions.maps import organisations as organisations_map  # noqa: F401
        from regions.maps import panels as maps_panels  # noqa: F401
        from regions.networks import panels as networks_panels  # noqa: F401
        from regions.networks import personal_data as networks_data  # noqa: F401
        from regions.networks import subjects as networks_subjects  # noqa: F401
        from regions.networks.sharing import receivers as sharing_receivers  # noqa: F401
        from regions.offices import map_measures as offices_map  # noqa: F401
        from regions.offices import panels as offices_panels  # noqa: F401
        from regions.offices import personal_data as offices_data  # noqa: F401
