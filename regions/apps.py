from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = _("Regions")

    def ready(self) -> None:
        """Let each feature add its part to the pages of the features below it, and listen to their signals."""
        from regions.offices import panels as offices_panels  # noqa: F401
        from regions.offices import personal_data as offices_data  # noqa: F401
