"""What accounts add to the menu and the overview of the person who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.extensions import account_menu, overview_panels
from accounts.organisations import queries
from accounts.privacy import notices

account_menu.add("accounts:overview", _("Overview"), order=10)
account_menu.add("accounts:organisations", _("My organisations"), order=40)
account_menu.add("accounts:profile", _("My details"), order=78)
account_menu.add("account_email", _("E-mail address"), order=80)
account_menu.add("mfa_index", _("Sign-in and security"), order=82)
account_menu.add("usersessions_list", _("Signed-in devices"), order=84)
account_menu.add("accounts:my_data", _("My data"), order=90)


@overview_panels.add(order=1, template="accounts/privacy/unread.html")
def new_wording(request: HttpRequest) -> dict[str, Any] | None:
    """The privacy notice of the site, when it was worded anew since the person read it."""
    document = notices.unread(request.user)
    return {"document": document} if document else None


@overview_panels.add(order=40, template="accounts/organisations/overview_panel.html")
def organisations(request: HttpRequest) -> dict[str, Any]:
    """Own organisations, and what waits for an answer."""
    return {"mine": queries.mine(request.user)}
