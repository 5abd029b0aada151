"""What regions add to the staff admin: a list to look up official keys, read only."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from regions.places.models import Region


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Site administrators look; the rows come from official data (`load_regions`) and are not edited by hand."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "view" and user.is_active and user.is_superuser

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action: str, instance) -> bool:
        return self.user_has_permission(user, action)


register_permission_policy(Region, ReadOnlyPolicy(Region))


class RegionViewSet(ModelViewSet):
    """States, districts and municipalities."""

    model = Region
    icon = "site"
    menu_label = _("Regions")
    add_to_settings_menu = True
    form_fields = ["name"]
    list_display = ["name", "ags", "level", "kind", "population"]
    list_filter = ["level"]
    search_fields = ["name", "ags"]
    search_backend_name = None
    ordering = "ags"
    inspect_view_enabled = True
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def region_viewset() -> RegionViewSet:
    return RegionViewSet("regions", url_prefix="regionen")
