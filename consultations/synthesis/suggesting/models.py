"""What the machine worked out, each piece with the run it came from, and what people said to it."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process
from consultations.synthesis.models import ActionField, Segment, Topic
from consultations.synthesis.suggesting.enums import UNDER_WAY, Certainty, Outcome, RunKind, RunState, Scope


def private_storage() -> Storage:
    """Where fitted models lie: no address leads there."""
    return storages["private"]


def model_path(run: "LearningRun", name: str) -> str:
    """A name of its own for every try: what was half written is never read."""
    return f"suggestions/{run.process_id}/{uuid.uuid4().hex}.npz"


class TextVector(models.Model):
    """The meaning of a segment's text, as numbers; made anew when text or encoder are other ones.

    From a vector nobody can read the text, but it is made of it: it goes when the segment goes, and when the
    contribution is not admitted any more.
    """

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="vector")
    #: Hash of the text it was made of, and which encoder made it, in which version.
    digest = models.CharField(max_length=32)
    encoder = models.CharField(max_length=60)
    #: 512 numbers of two bytes each (little-endian float16), of length one; zeros for an empty text.
    data = models.BinaryField()

    class Meta:
        verbose_name = _("vector of a text")
        verbose_name_plural = _("vectors of texts")

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.encoder}"


class LearningRun(models.Model):
    """One piece of the machine's work for a process: asked for, done by a worker, kept with what came of it."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="learning_runs")
    kind = models.CharField(_("kind"), max_length=12, choices=RunKind.choices)
    state = models.CharField(_("state"), max_length=8, choices=RunState.choices, default=RunState.WAITING)
    percent = models.PositiveSmallIntegerField(_("progress"), default=0)
    step = models.CharField(_("step"), max_length=20, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    #: Last sign of life of the worker; one that gave none for long is taken for dead.
    beat_at = models.DateTimeField(null=True, blank=True)
    #: Which worker has it: one that was taken for dead and lives writes nothing any more.
    claim = models.CharField(max_length=32, blank=True)

    text_count = models.PositiveIntegerField(_("contributions"), default=0)
    labelled_count = models.PositiveIntegerField(_("examples"), default=0)
    encoder = models.CharField(_("encoder"), max_length=60, blank=True)
    fields_digest = models.CharField(max_length=32, blank=True)
    #: Suggestions: `accuracy.Accuracy` as a dict, empty when there were too few examples.
    accuracy = models.JSONField(default=dict, blank=True)
    model = models.FileField(upload_to=model_path, storage=private_storage, blank=True, max_length=200)
    #: Themes: what was asked for.
    scope = models.CharField(_("scope"), max_length=12, choices=Scope.choices, default=Scope.UNASSIGNED)
    action_field = models.ForeignKey(
        ActionField, verbose_name=_("action field"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    wanted = models.PositiveSmallIntegerField(_("number of themes"), default=0)

    class Meta:
        verbose_name = _("run of the machine")
        verbose_name_plural = _("runs of the machine")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["process", "kind", "state", "-id"], name="learning_run_latest_idx")]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "kind"], condition=Q(state__in=UNDER_WAY), name="learning_run_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether the page has to be looked at again later."""
        return self.state in UNDER_WAY


class Suggestion(models.Model):
    """One of up to three action fields the machine proposes for a segment. Kept for the newest run only."""

    run = models.ForeignKey(LearningRun, on_delete=models.CASCADE, related_name="suggestions")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="suggestions")
    rank = models.PositiveSmallIntegerField(_("rank"))
    action_field = models.ForeignKey(ActionField, on_delete=models.CASCADE, related_name="+")
    # With a name of its own, so that merging topics finds it (`workbench/topics.py`).
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="suggestions")
    chance = models.FloatField(_("confidence"))
    certainty = models.CharField(_("certainty"), max_length=8, choices=Certainty.choices)
    #: Words of the text that speak for it, and segments near it that people assigned there.
    words = models.JSONField(default=list, blank=True)
    near = models.JSONField(default=list, blank=True)
    #: On the first one: the place in the order in which people teach most; small numbers first.
    place = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["segment", "rank"]
        constraints = [models.UniqueConstraint(fields=["segment", "run", "rank"], name="suggestion_rank_once")]
        indexes = [models.Index(fields=["run", "place"], condition=Q(rank=1), name="suggestion_place_idx")]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.rank}"


class SuggestionDecision(models.Model):
    """What a person did with the suggestions for a segment; complete in itself, because suggestions are replaced."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="suggestion_decisions")
    run = models.ForeignKey(LearningRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome.choices)
    #: Keys of the suggested fields, the first one first.
    suggested = models.JSONField(default=list)
    chosen = models.ForeignKey(ActionField, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on a suggestion")
        verbose_name_plural = _("decisions on suggestions")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["segment", "run"], name="suggestion_decided_once")]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.outcome}"


class LearningOrder(models.Model):
    """That a person works through a process in the order that teaches the machine most, instead of that of arrival."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("order of work")
        verbose_name_plural = _("orders of work")
        constraints = [models.UniqueConstraint(fields=["process", "user"], name="learning_order_once")]

    def __str__(self) -> str:
        return f"{self.process_id}: {self.user_id}"


class Doubt(models.Model):
    """That a segment may be filed wrongly: the machine, asked without it, is sure of another field."""

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="doubt")
    run = models.ForeignKey(LearningRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    #: Where it was filed, and where it might belong.
    filed = models.ForeignKey(ActionField, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(ActionField, on_delete=models.CASCADE, related_name="+")
    filed_chance = models.FloatField()
    other_chance = models.FloatField()
    #: Empty until somebody looked at it; then whether it was moved. "Kept" is remembered and not asked again.
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    was_moved = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("doubt about an assignment")
        verbose_name_plural = _("doubts about assignments")
        ordering = ["-other_chance", "pk"]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.filed_id} → {self.other_id}"


class Theme(models.Model):
    """A heading found in a run, with all its members. Its name is a proposal; people rename it."""

    run = models.ForeignKey(LearningRun, on_delete=models.CASCADE, related_name="themes")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=160)
    phrases = models.JSONField(default=list, blank=True)
    renamed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="theme_number_once")]

    def __str__(self) -> str:
        return self.name


class ThemeMember(models.Model):
    """That a segment belongs to a theme; `rank` 1 to 5 for the most representative ones, which differ from another."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="members")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="theme_members")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    nearness = models.FloatField(default=0)

    class Meta:
        verbose_name = _("member of a theme")
        verbose_name_plural = _("members of themes")
        ordering = ["theme", "-nearness", "pk"]
        constraints = [models.UniqueConstraint(fields=["theme", "segment"], name="theme_member_once")]

    def __str__(self) -> str:
        return f"{self.theme_id}: {self.segment_id}"


class AlikeMember(models.Model):
    """That a segment says nearly the same as the others of its group, whatever they are about; a proposal only.

    Moderation groups what arrives about one paragraph (`campaigns`); this finds what it does not look for.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="alike")
    #: Key of the first segment of the group.
    group = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("contribution that says the same")
        verbose_name_plural = _("contributions that say the same")

    def __str__(self) -> str:
        return f"{self.group}: {self.segment_id}"
