"""Reports made by a worker, and the Word templates ministries bring along."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.exports.reports.enums import Audience, ReportKind, ReportState, Retracted, Step, Trouble
from consultations.process.models import Process

#: So long a report that was not published can be fetched.
KEPT_FOR = timedelta(days=30)
#: A worker that gave no sign of life for so long is taken for dead: longer than any single step takes.
CLAIM_HELD = timedelta(minutes=5)
#: So often a report is begun: after that many dead workers it is given up.
ATTEMPTS = 3


def private_storage() -> Storage:
    """Where reports lie: no address leads there."""
    return storages["private"]


def report_path(report: "ReportFile", name: str) -> str:
    """A name nobody can guess, another one for each try: a worker believed dead overwrites nothing."""
    return f"reports/{report.key}-{report.attempts}.{report.kind}"


def template_path(template: "ReportTemplate", name: str) -> str:
    return f"report-templates/{uuid.uuid4().hex}.docx"


class RetractionQuerySet(models.QuerySet):
    """What stopped being public, by whom it concerns."""

    def known_to(self, audience: str) -> "RetractionQuerySet":
        """What a report for this audience may have said."""
        return self if audience == Audience.INTERNAL else self.filter(was_public=True)


class Retraction(models.Model):
    """That something reports say stopped being public, or says less. Written by the database, see `retractions`.

    `subject` is the number of the contribution, finding or measure; nothing of what it said.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("what happened"), max_length=12, choices=Retracted.choices)
    #: Whether everybody could read it; other things concern internal reports only.
    was_public = models.BooleanField()
    subject = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(_("time"))

    objects = RetractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("retraction")
        verbose_name_plural = _("retractions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


def _retractions_of_row() -> Case:
    """How many retractions a report of this row could know of by now."""

    def number(audience: str) -> Coalesce:
        rows = Retraction.objects.known_to(audience).filter(process=OuterRef("process")).order_by().values("process")
        return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)

    return Case(
        When(audience=Audience.INTERNAL, then=number(Audience.INTERNAL)),
        default=number(Audience.PUBLIC),
        output_field=IntegerField(),
    )


class ReportQuerySet(models.QuerySet):
    """Reports by who may fetch them and by time."""

    def current(self) -> "ReportQuerySet":
        """Those that say nothing that was taken back since; one that does not know is not among them."""
        return self.filter(retractions_seen=_retractions_of_row())

    def with_retractions(self) -> "ReportQuerySet":
        """Adds `retracted`: how much was taken back since the report was made; None where that is not known."""
        return self.annotate(retracted=_retractions_of_row() - F("retractions_seen"))

    def public(self) -> "ReportQuerySet":
        """What everybody finds with the results: never what was taken back since the report was made."""
        rows = self.filter(published_at__isnull=False, state=ReportState.DONE, process__is_published=True)
        return rows.current()

    def expired(self) -> "ReportQuerySet":
        """Kept long enough, and not public."""
        limit = timezone.now() - KEPT_FOR
        # One that was public stays in sight of the staff as long, to say why it is not any more.
        lately = Retraction.objects.filter(process=OuterRef("process"), at__gte=limit)
        rows = self.filter(created_at__lt=limit)
        published = rows.filter(published_at__isnull=False)
        kept = published.filter(Q(pk__in=published.current()) | Q(Exists(lately)))
        return rows.exclude(pk__in=kept)


class ReportFile(models.Model):
    """One file about a process as it was at a moment: asked for by a person, made by a worker.

    `attempts` counts how often it was begun and names the one who may finish it; `claimed_at` is the worker's last sign
    of life. The file is named only when it is stored completely.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="reports")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=ReportKind.choices)
    audience = models.CharField(_("for whom"), max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    state = models.CharField(_("state"), max_length=8, choices=ReportState.choices, default=ReportState.WAITING)
    step = models.CharField(max_length=8, choices=Step.choices, blank=True)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("asked for"), default=timezone.now, db_index=True)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    trouble_details = models.CharField(max_length=300, blank=True)
    file = models.FileField(storage=private_storage, upload_to=report_path, blank=True, max_length=120)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    #: How many retractions there were before the first line was read; None while nothing was.
    retractions_seen = models.PositiveIntegerField(null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["process", "-created_at"], name="report_list_idx")]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "kind", "audience"],
                condition=Q(state__in=[ReportState.WAITING, ReportState.WORKING]),
                name="one_report_in_preparation",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(audience=Audience.PUBLIC, state=ReportState.DONE),
                name="only_public_reports_are_published",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_in_percent"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DONE) | (~Q(file="") & ~Q(sha256="") & Q(finished_at__isnull=False)),
                name="finished_report_has_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d}"

    @property
    def is_in_preparation(self) -> bool:
        return self.state in (ReportState.WAITING, ReportState.WORKING)

    @property
    def is_internal(self) -> bool:
        return self.audience == Audience.INTERNAL

    def known_retractions(self) -> QuerySet[Retraction]:
        """Everything that was taken back which this report could have said."""
        return Retraction.objects.filter(process=self.process_id).known_to(self.audience)

    @property
    def is_outdated(self) -> bool:
        """Whether it says what was taken back since, or cannot tell; costs nothing after `with_retractions`."""
        if not hasattr(self, "retracted"):
            return self.retractions_seen is None or self.known_retractions().count() != self.retractions_seen
        return self.retracted != 0

    @property
    def expires_at(self):
        """When the file goes; None for a published one."""
        return None if self.published_at and not self.is_outdated else self.created_at + KEPT_FOR

    @property
    def download_name(self) -> str:
        """What the file is called on the reader's machine."""
        names = {ReportKind.XLSX: "tabellen", ReportKind.ZIP: "akte"}
        inside = "-intern" if self.is_internal else ""
        day = timezone.localtime(self.created_at)
        return f"{names.get(self.kind, 'auswertung')}-{self.process.slug}{inside}-{day:%Y-%m-%d}.{self.kind}"

    @property
    def possible_files(self) -> set[str]:
        """Every name a file of this report can have, those of workers that died included."""
        return {f"reports/{self.key}-{number}.{self.kind}" for number in range(1, ATTEMPTS + 1)} | (
            {self.file.name} if self.file else set()
        )


class ReportTemplate(models.Model):
    """A Word template a process uses, or used, for its reports; without a current one ours is taken."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="report_templates")
    name = models.CharField(_("file"), max_length=120)
    file = models.FileField(storage=private_storage, upload_to=template_path, max_length=120)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    is_current = models.BooleanField(_("in use"), default=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    ended_at = models.DateTimeField(_("used until"), null=True, blank=True)

    class Meta:
        verbose_name = _("report template")
        verbose_name_plural = _("report templates")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["process"], condition=Q(is_current=True), name="one_report_template_in_use"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("uploaded_at")), name="template_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.name
