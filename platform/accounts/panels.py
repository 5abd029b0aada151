"""What accounts add to the menu of the person who is signed in."""

from django.utils.translation import gettext_lazy as _

from accounts.extensions import account_menu

account_menu.add("accounts:overview", _("Overview"), order=10)
account_menu.add("account_email", _("E-mail address"), order=80)
account_menu.add("account_change_password", _("Password"), order=82)
