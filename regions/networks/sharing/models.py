"""Documents and working approaches of a network."""

import secrets
import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontend.files.kinds import ATTACHABLE, IMAGES, MEDIA_TYPES, FileKind
from regions.networks.enums import TOLD
from regions.networks.models import MeetingItem, Network, NetworkMeeting, Revised, WorkingGroup
from regions.offices.models import Office
from regions.places.models import Region


def private_storage() -> Storage:
    """Where files lie: no address leads there."""
    return storages["attachments"]


def stored_name(document: "NetworkDocument", file_name: str) -> str:
    """A name nobody can guess and no part of which was typed by anybody."""
    return f"networks/{timezone.now():%Y/%m}/{secrets.token_hex(20)}"


class DocumentQuerySet(models.QuerySet):
    """Documents by who may open them; every list and the view that serves them start here."""

    def public(self) -> "DocumentQuerySet":
        """Marked as public, in a public network, and not of a meeting that is not."""
        of_public = Q(meeting__isnull=True) | Q(meeting__is_public=True, meeting__state__in=TOLD)
        return self.filter(of_public, is_public=True, network__is_published=True)


class NetworkDocument(Revised):
    """A file of a network, of one of its meetings, talks or working groups."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="documents")
    meeting = models.ForeignKey(
        NetworkMeeting,
        verbose_name=_("meeting"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
    )
    item = models.ForeignKey(
        MeetingItem,
        verbose_name=_("talk"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="documents",
    )
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
    )
    title = models.CharField(_("title"), max_length=200)
    is_public = models.BooleanField(_("readable by everybody"), default=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(storage=private_storage, upload_to=stored_name, max_length=200)
    name = models.CharField(_("file name"), max_length=120, editable=False)
    kind = models.CharField(max_length=4, choices=[(kind.value, kind.label) for kind in ATTACHABLE], editable=False)
    size = models.PositiveIntegerField(editable=False)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("networks:document", kwargs={"token": self.token})

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[FileKind(self.kind)]

    @property
    def is_image(self) -> bool:
        return self.kind in IMAGES


class ApproachTag(models.Model):
    """A word by which approaches are found."""

    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    name = models.CharField(_("tag"), max_length=60)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Approach(Revised):
    """How something is done somewhere, written down so that others can use it."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="approaches")
    reference = models.CharField(max_length=60, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("how it works"))
    tags = models.ManyToManyField(ApproachTag, verbose_name=_("tags"), blank=True, related_name="approaches")
    district = models.ForeignKey(
        Region, verbose_name=_("district"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey(
        Office, verbose_name=_("contact office"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_public = models.BooleanField(_("readable by everybody"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("working approach")
        verbose_name_plural = _("working approaches")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("networks:approach", kwargs={"slug": self.network.slug, "pk": self.pk})


class Reuse(models.Model):
    """Somebody else uses an approach, where, and how it goes."""

    approach = models.ForeignKey(Approach, on_delete=models.CASCADE, related_name="reuses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    district = models.ForeignKey(
        Region, verbose_name=_("district"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("how it goes"), blank=True)
    date = models.DateField(_("since"), default=timezone.localdate)

    class Meta:
        verbose_name = _("reuse")
        verbose_name_plural = _("reuses")
        ordering = ["date", "pk"]
        constraints = [models.UniqueConstraint(fields=["approach", "user"], name="network_approach_reused_once")]

    def __str__(self) -> str:
        return f"{self.approach_id}, {self.date:%d.%m.%Y}"
