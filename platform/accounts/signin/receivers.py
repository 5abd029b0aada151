"""What sign-in hears from allauth."""

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added

from accounts.signin.second_factor import note_set_up, note_shown_elsewhere

authenticator_added.connect(note_set_up, dispatch_uid="accounts.note_set_up")
user_logged_in.connect(note_shown_elsewhere, dispatch_uid="accounts.note_shown_elsewhere")
