"""What accounts add to the menu and the overview of the person who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.extensions import account_menu, overview_panels
from accounts.organisations import queries

account_menu.add("accounts:overview", _("Overview"), order=10)
account_menu.add("accounts:organisations", _("My organisations"), order=40)
account_menu.add("accounts:profile", _("My data"), order=78)
account_menu.add("account_email", _("E-mail address"), order=80)
account_menu.add("account_change_password", _("Password"), order=82)


@overview_panels.add(order=40, template="accounts/organisations/overview_panel.html")
def organisations(request: HttpRequest) -> dict[str, Any]:
    """Own organisations, and what waits for an answer."""
    return {"mine": queries.mine(request.user)}
