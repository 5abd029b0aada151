"""allauth's app for sessions, with what is kept about them decided by us."""

from allauth.usersessions.apps import UserSessionsConfig


class DevicesConfig(UserSessionsConfig):
    """Never calls allauth's own recording of sessions, which would store address and full name of the browser."""

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from accounts.signin.devices import note_signed_in

        user_logged_in.connect(note_signed_in, dispatch_uid="accounts.note_signed_in")
