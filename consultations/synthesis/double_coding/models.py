"""Samples that two people code independently, what each of them chose, and what they agreed on afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.enums import Kind
from consultations.process.models import Process
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import ActionField, Segment, Topic


class Place(models.IntegerChoices):
    """Whose choice a code is."""

    FIRST = 1, _("First coding")
    SECOND = 2, _("Second coding")
    AGREED = 3, _("Agreed")


class DoubleCoding(models.Model):
    """One sample with the two people who code it; neither sees anything of the other before both have handed in.

    `seed` and `drawn_from` (keys of all segments it was drawn from) let anybody repeat the draw.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="double_codings")
    seed = models.CharField(_("start value of the draw"), max_length=32)
    drawn_from = models.JSONField(default=list)
    size = models.PositiveIntegerField(_("number of passages"))
    percent = models.PositiveSmallIntegerField(_("per cent"), null=True, blank=True)
    # What it was narrowed to is an assignment too: it is shown when both are done.
    action_field = models.ForeignKey(
        ActionField,
        verbose_name=_("action field"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, blank=True)
    first_coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_done_at = models.DateTimeField(_("first coding handed in"), null=True, blank=True)
    second_done_at = models.DateTimeField(_("second coding handed in"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("drawn"), auto_now_add=True)

    class Meta:
        verbose_name = _("double coding")
        verbose_name_plural = _("double codings")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_coder__isnull=True)
                | Q(second_coder__isnull=True)
                | ~Q(first_coder=F("second_coder")),
                name="double_coding_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Double coding')} {self.pk}"

    @property
    def is_finished(self) -> bool:
        """Whether both have handed in: only then anybody sees what was chosen."""
        return self.first_done_at is not None and self.second_done_at is not None

    def place_of(self, user) -> Place | None:
        """Which of the two codings is this person's; None for everybody else."""
        if user.pk is None:
            return None
        return {self.first_coder_id: Place.FIRST, self.second_coder_id: Place.SECOND}.get(user.pk)

    def done_at(self, place: Place):
        """When one of the two was handed in, None before."""
        return self.first_done_at if place == Place.FIRST else self.second_done_at


class DoubleCodingItem(models.Model):
    """One passage of a sample, in the order of the draw."""

    double_coding = models.ForeignKey(DoubleCoding, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField(_("number"))
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="double_coding_items")

    class Meta:
        verbose_name = _("passage of a double coding")
        verbose_name_plural = _("passages of double codings")
        ordering = ["double_coding", "number"]
        constraints = [
            models.UniqueConstraint(fields=["double_coding", "number"], name="double_coding_number_once"),
            models.UniqueConstraint(fields=["double_coding", "segment"], name="double_coding_segment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.double_coding_id}/{self.number}"


class DoubleCode(models.Model):
    """What one person chose for one passage, or what both agreed on; the segment itself stays as it is."""

    item = models.ForeignKey(DoubleCodingItem, on_delete=models.CASCADE, related_name="codes")
    place = models.PositiveSmallIntegerField(choices=Place.choices)
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    action_field = models.ForeignKey(
        ActionField,
        verbose_name=_("action field"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The topic as it was called: topics are merged and split, what was measured stays.
    topic_title = models.CharField(max_length=160, blank=True)
    stance = models.CharField(_("stance"), max_length=12, choices=Stance.choices, blank=True)
    no_answer = models.BooleanField(_("no answer needed"), default=False)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    coded_at = models.DateTimeField(_("coded"), auto_now=True)

    class Meta:
        verbose_name = _("code of a double coding")
        verbose_name_plural = _("codes of double codings")
        ordering = ["item", "place"]
        constraints = [
            models.UniqueConstraint(fields=["item", "place"], name="double_code_once"),
            models.UniqueConstraint(
                fields=["item", "coder"], condition=~Q(place=Place.AGREED), name="double_code_once_a_person"
            ),
            models.CheckConstraint(
                condition=Q(action_field__isnull=False) | Q(no_answer=True), name="double_code_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.get_place_display()}"

    @property
    def field_label(self) -> str:
        """What is compared for the action field: the field, or that no answer is needed."""
        return "none" if self.no_answer else str(self.action_field_id)

    @property
    def topic_label(self) -> str:
        """What is compared for the topic; empty for none."""
        return "" if self.no_answer else str(self.topic_id or self.topic_title)

    @property
    def labels(self) -> tuple[str, str, str, bool]:
        """All that was chosen: two codes with the same labels agree."""
        return self.field_label, self.topic_label, self.stance, self.no_answer
