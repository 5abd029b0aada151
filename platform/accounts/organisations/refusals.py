"""What services of organisations refuse, with a sentence for the person."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """Not possible (any more). `sentence` says why and what to do; nothing was changed."""

    @property
    def sentence(self) -> str:
        return str(self.args[0]) if self.args else self.usual()

    def usual(self) -> str:
        """What is said when nothing was given."""
        return _("This is not possible.")


class LastCoordinator(Refused):
    """An organisation with members would have nobody who coordinates."""

    def usual(self) -> str:
        return _(
            "Somebody has to coordinate as long as there are other members. "
            "Please make another member coordinator first."
        )


class ChangedMeanwhile(Refused):
    """Somebody else changed or decided it; what the person saw is out of date."""

    def usual(self) -> str:
        return _(
            "Somebody else has changed or decided this meanwhile. This is how it is now; nothing was stored twice."
        )


class AddressNotConfirmed(Refused):
    """The account has no confirmed e-mail address."""

    def usual(self) -> str:
        return _("Please confirm your e-mail address first. Then try again.")
