"""allauth's app for sessions, with what is kept about them decided by us."""

from allauth.usersessions.apps import UserSessionsConfig


class DevicesConfig(UserSessionsConfig):
    """Never calls allauth's own recording of sessions, which would store address and full name of the browser."""

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_set, user_logged_in

        from accounts.signin.devices import note_signed_in

        # A new password gives the session that set it a new key, and ends the others.
        for signal in (user_logged_in, password_changed, password_set):
            signal.connect(note_signed_in, dispatch_uid="accounts.note_signed_in")
