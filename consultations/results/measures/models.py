"""Measures after the decision: what was promised, who does it, how far it is, and who inspired it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process
from consultations.results.measures.enums import FINISHED, MeasureState
from consultations.synthesis.models import ActionField, Finding


class MeasureQuerySet(models.QuerySet):
    """Measures by who may see them."""

    def public(self) -> "MeasureQuerySet":
        return self.filter(is_public=True, process__is_published=True)


class Measure(models.Model):
    """One measure of a process. The public sees it once it is published, with every change of its state."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="measures")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is done"))
    action_field = models.ForeignKey(
        ActionField,
        verbose_name=_("action field"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="measures",
    )
    responsible = models.CharField(_("responsible body"), max_length=200)
    #: The office that reports, as it is called in the team of the process; empty while nobody but the lead reports.
    office = models.CharField(_("reporting office"), max_length=120, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=MeasureState.choices, default=MeasureState.PLANNED, db_index=True
    )
    state_since = models.DateField(_("since"))
    state_reason = models.TextField(_("reason"), blank=True)
    findings = models.ManyToManyField(Finding, verbose_name=_("findings"), blank=True, related_name="measures")
    lineage = models.CharField(_("paragraph of the draft"), max_length=64, blank=True)
    report_due_on = models.DateField(
        _("next report due"),
        null=True,
        blank=True,
        help_text=_("Every year on this day; it moves on with each report."),
    )
    is_public = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["process", "number"]
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="measure_number_once"),
            models.UniqueConstraint(
                fields=["process", "lineage"], condition=~Q(lineage=""), name="measure_of_paragraph_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="measure_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delayed", "dropped"]) | ~Q(state_reason=""), name="measure_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("measures:measure", kwargs={"process_slug": self.process.slug, "number": self.number})

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day must not be before the first day.")})

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


class MeasureChange(models.Model):
    """That a measure changed its state; the public reads all of them."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(_("state"), max_length=8, choices=MeasureState.choices)
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("changed"))
    by = models.CharField(_("office"), max_length=200, blank=True)
    #: When authors and followers were told; None while they wait for the mail of the day.
    told_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("change of a measure")
        verbose_name_plural = _("changes of measures")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.state}"


class Indicator(models.Model):
    """What a measure is measured by."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=250)
    unit = models.CharField(_("unit of measurement"), max_length=40, blank=True)
    target = models.DecimalField(_("target value"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["measure", "pk"]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    """The value of an indicator on a day."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    note = models.CharField(_("note"), max_length=250, blank=True)
    by = models.CharField(_("office"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["indicator", "on"], name="indicator_value_once")]

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"


class MeasureReport(models.Model):
    """The report of a year. The public reads it once it is published."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="reports")
    year = models.PositiveSmallIntegerField(_("year"))
    text = models.TextField(_("report"))
    by = models.CharField(_("office"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("report on a measure")
        verbose_name_plural = _("reports on measures")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["measure", "year"], name="measure_report_once")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.year}"
