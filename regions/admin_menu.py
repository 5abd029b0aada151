"""The menu of the regions in the staff admin. Features add their entries by the hook `register_regions_menu_item`."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from regions.rules import keeps_regions

#: @hooks.register("register_regions_menu_item") on a function that returns a MenuItem; orders in steps of ten.
regions_menu = Menu(register_hook_name="register_regions_menu_item", construct_hook_name="construct_regions_menu")


class RegionsMenuItem(SubmenuMenuItem):
    """Shown to those who keep the directory."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_regions(request.user)


@hooks.register("register_admin_menu_item")
def regions_menu_item() -> MenuItem:
    return RegionsMenuItem(_("Regions and networks"), regions_menu, name="regions", icon_name="site", order=60)
