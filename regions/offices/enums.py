"""Fixed values of offices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Employment(models.TextChoices):
    """How the person in the office is employed."""

    FULL_TIME = "full_time", _("full-time")
    PART_TIME = "part_time", _("part-time")
    HOURLY = "hourly", _("by the hour")
    HONORARY = "honorary", _("honorary")


class DoubleFunction(models.TextChoices):
    """What the same person is responsible for as well."""

    EQUALITY = "equality", _("Equal opportunities officer")
    DISABILITY = "disability", _("Commissioner for people with disabilities")
    SENIORS = "seniors", _("Commissioner for senior citizens")


class OfficeKind(models.TextChoices):
    """What an office is."""

    COMMISSIONER = "commissioner", _("Commissioner")
    COORDINATION = "coordination", _("Coordination office")


class RequestState(models.TextChoices):
    """What became of a change or a claim somebody asked staff for."""

    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("accepted in part")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
