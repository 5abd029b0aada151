"""Sign-up that takes as long for an address with an account as for a new one."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class SignupForm(AllauthSignupForm):
    """allauth's form, with our fields mixed in (`accounts.forms`); the page never says whether an address is known."""

    def try_save(self, request: HttpRequest):
        if self.account_already_exists:
            # Hashing the password is what creating an account spends its time on; without it, a watch would tell.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
