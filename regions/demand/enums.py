"""Kinds, states and groups of needs and offers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What an entry is. A pool of interpreters is an offer with languages that can be booked."""

    NEED = "need", _("Need")
    OFFER = "offer", _("Offer")
    INTERPRETING = "interpreting", _("Interpreters’ pool")


#: What answers a need.
OFFERS = (Kind.OFFER, Kind.INTERPRETING)


class EntryState(TextChoices):
    """Whether an entry is public; the last day of its validity hides it without changing this."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


class TargetGroup(TextChoices):
    """Whom a need or offer is about."""

    EVERYBODY = "everybody", _("Everybody")
    CHILDREN = "children", _("Children")
    YOUNG = "young", _("Young people and young adults")
    FAMILIES = "families", _("Families and parents")
    WOMEN = "women", _("Women")
    SENIORS = "seniors", _("Older people")
    REFUGEES = "refugees", _("Refugees")
    WORKERS = "workers", _("Skilled workers and trainees")
    EU = "eu", _("People from EU countries")
    VOLUNTEERS = "volunteers", _("Volunteers")
    PROFESSIONALS = "professionals", _("Authorities and professionals")


class Mode(TextChoices):
    """How interpreters work."""

    ON_SITE = "on_site", _("on site")
    PHONE = "phone", _("by telephone")
    VIDEO = "video", _("by video")


class Level(TextChoices):
    """What interpreters of a language can do."""

    LAY = "lay", _("trained lay interpreters")
    EVERYDAY = "everyday", _("for everyday life")
    AUTHORITIES = "authorities", _("for talks with authorities")
    SWORN = "sworn", _("publicly sworn interpreters")


class Direction(TextChoices):
    """Into which language is interpreted."""

    BOTH = "both", _("in both directions")
    INTO_GERMAN = "into_german", _("into German")
    FROM_GERMAN = "from_german", _("from German")


class BookingState(TextChoices):
    """How far a booking request is."""

    UNCONFIRMED = "unconfirmed", _("e-mail address not confirmed yet")
    NEW = "new", _("not answered yet")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")
