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
