"""What accounts add to the menu of the person who is signed in."""

from django.utils.translation import gettext_lazy as _

from accounts.extensions import account_menu

account_menu.add("accounts:overview", _("Overview"), order=10)
account_menu.add("account_email", _("E-mail address"), order=80)
account_menu.add("mfa_index", _("Sign-in and security"), order=82)
account_menu.add("usersessions_list", _("Signed-in devices"), order=84)
