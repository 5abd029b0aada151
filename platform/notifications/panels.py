"""What notifications add to the menu of the account."""

from django.utils.translation import gettext_lazy as _

from accounts.extensions import account_menu

account_menu.add("notifications:preferences", _("Notifications"), order=60)
