"""What the frame of every page needs of the account."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.extensions import account_menu


def account(request: HttpRequest) -> dict:
    """The menu of the account; built only when a template asks."""
    return {"account_menu": SimpleLazyObject(lambda: account_menu.entries(request))}
