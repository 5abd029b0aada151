"""Forms of the coding."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StakeholderCategory
from consultations.contributions.enums import Channel, Kind
from consultations.process.models import Process
from consultations.synthesis import admin_queries as queries
from consultations.synthesis import steps
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import ActionField, Finding, Segment, Topic
from consultations.synthesis.workbench.queries import people_of, topic_choices
from regions.models import Region

ALL = ("", _("all"))


class FilterForm(forms.Form):
    """What the list of segments is narrowed to; what cannot be read narrows nothing."""

    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("alle", _("all")),
            (queries.UNASSIGNED, _("not assigned yet")),
            (queries.ASSIGNED, _("assigned to a finding")),
            (queries.NO_ANSWER, _("needs no answer")),
        ],
    )
    action_field = forms.ChoiceField(label=_("Action field"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    finding = forms.ChoiceField(label=_("Finding"), required=False)
    person = forms.ChoiceField(label=_("Assigned by"), required=False)
    memo = forms.ChoiceField(label=_("Notes"), required=False, choices=[ALL, ("mit", _("with a note"))])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Kind.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ALL, *Channel.choices])
    region = forms.ChoiceField(label=_("Region"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)

    def __init__(self, data, *, process: Process) -> None:
        data = data.copy()
        data.setdefault("status", queries.UNASSIGNED)
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        fields = [(str(field.pk), field.title) for field in queries.fields_of(process)]
        self.fields["action_field"].choices = [ALL, (queries.NONE, _("none")), *fields]
        self.fields["topic"].choices = [ALL, (queries.NONE, _("none")), *topic_choices(process)]
        people = sorted((str(person), str(person.pk)) for person in people_of(process))
        self.fields["person"].choices = [ALL, *[(key, name) for name, key in people]]
        findings = Finding.objects.standing().filter(process=process).order_by("number")
        self.fields["finding"].choices = [ALL, *[(str(finding.pk), str(finding)) for finding in findings]]

        none = (queries.NONE, _("none"))
        # A district stands for its municipalities, too.
        there = Q(contributions__process=process) | Q(children__contributions__process=process)
        regions = Region.objects.filter(there).distinct().order_by("ags").values_list("ags", "name")
        self.fields["region"].choices = [ALL, none, *regions]
        categories = StakeholderCategory.objects.filter(contributions__process=process).distinct()
        categories = categories.order_by("order", "title").values_list("slug", "title")
        self.fields["category"].choices = [ALL, none, *categories]

    @property
    def filters(self) -> queries.Filters:
        """The filters as far as they are valid."""
        self.is_valid()
        data = self.cleaned_data
        status = data.get("status", "")
        return queries.Filters(
            status="" if status == "alle" else status,
            action_field=data.get("action_field", ""),
            topic=data.get("topic", ""),
            finding=data.get("finding", ""),
            person=data.get("person", ""),
            memo=data.get("memo", ""),
            kind=data.get("kind", ""),
            channel=data.get("channel", ""),
            region=data.get("region", ""),
            category=data.get("category", ""),
            text=data.get("q", ""),
        )


class PlaceForm(forms.Form):
    """Where segments belong: an action field, one of its topics, a finding that was not merged away."""

    action_field = forms.ModelChoiceField(
        label=_("Action field"), required=False, queryset=ActionField.objects.none(), empty_label=_("leave as it is")
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), required=False, queryset=Topic.objects.none(), empty_label=_("leave as it is")
    )
    finding = forms.ModelChoiceField(
        label=_("Finding"), required=False, queryset=Finding.objects.none(), empty_label=_("leave as it is")
    )
    #: What an empty topic means: in a list, that it stays.
    no_topic = _("leave as it is")

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_field"].queryset = queries.fields_of(process)
        self.fields["topic"].queryset = Topic.objects.filter(action_field__process=process)
        self.fields["topic"].choices = [("", self.no_topic), *topic_choices(process)]
        self.fields["finding"].queryset = Finding.objects.standing().filter(process=process).order_by("number")


class CodingForm(PlaceForm):
    """Where segments belong. `do` says which of its parts counts: assign, no_answer or take_out."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("assign", "no_answer", "take_out")])
    stance = forms.ChoiceField(label=_("Stance"), required=False, choices=[("", _("not determined")), *Stance.choices])
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)

    @property
    def clears_topic(self) -> bool:
        """Whether saving takes the topic away: only where the form showed which one it was."""
        return False

    @property
    def wanted_stance(self) -> str | None:
        """The stance to write; None leaves it as it is."""
        return self.cleaned_data["stance"]

    def clean(self) -> dict:
        data = super().clean()
        match data.get("do"):
            case "assign":
                if not any(data.get(name) for name in ("action_field", "topic", "finding")):
                    raise ValidationError(
                        _("Please choose an action field, a topic or a finding."), code="nothing_chosen"
                    )
                self._check_topic(data)
                if data.get("stance") and not data.get("finding"):
                    self.add_error("stance", _("A stance refers to a finding. Please choose the finding as well."))
            case "no_answer" | "take_out":
                if not data.get("reason", "").strip():
                    self.add_error("reason", _("Please give a reason."))
        return data

    def needs_reason(self, segments: list[Segment]) -> None:
        """Say that segments leave their finding, or no longer stand against it, and that nothing was changed."""
        codes = ", ".join(dict.fromkeys(segment.contribution.display_code for segment in segments[:5]))
        text = _("Passages leave their finding or no longer speak against it (%(codes)s). Please give a reason.")
        self.add_error("reason", text % {"codes": codes})

    def _check_topic(self, data: dict) -> None:
        topic, field, finding = data.get("topic"), data.get("action_field"), data.get("finding")
        field = field or (None if topic else finding and finding.action_field)
        if topic and field and topic.action_field_id != field.pk:
            self.add_error(
                "topic", _("This topic belongs to the action field “%(field)s”.") % {"field": topic.action_field}
            )


class SegmentsField(forms.ModelMultipleChoiceField):
    """The ticked segments of a list."""

    default_error_messages = {
        "required": _("Please tick at least one contribution."),
        "invalid_choice": _("One of the contributions is not part of this evaluation any more. Please try again."),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(queryset=Segment.objects.none(), **kwargs)

    def of(self, process: Process) -> None:
        """Offer what is evaluated in a process."""
        self.queryset = Segment.objects.admitted().filter(contribution__process=process)


class SegmentForm(CodingForm):
    """Where one segment belongs; the form shows where it belongs now."""

    no_topic = _("no topic")

    @property
    def clears_topic(self) -> bool:
        return "topic" in self.data and not self.cleaned_data.get("topic")


class BulkForm(CodingForm):
    """The same for the ticked segments of a list. Nobody sees their stances there, so it takes none away unasked."""

    #: Chosen to take the stances away.
    WITHOUT = "none"

    segments = SegmentsField()

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, process=process, **kwargs)
        self.fields["segments"].of(process)
        self.fields["stance"].choices = [
            ("", _("leave as it is")),
            *Stance.choices,
            (self.WITHOUT, _("not determined")),
        ]

    @property
    def wanted_stance(self) -> str | None:
        chosen = self.cleaned_data["stance"]
        return None if not chosen else "" if chosen == self.WITHOUT else chosen


def shown_marker(segment: Segment, form, data, changed: Sequence[Segment] | None) -> str:
    """What a form says its person has looked at.

    Shown again because of a mistake, it says what it said before: only who was told that something changed has seen the
    new state.
    """
    posted = seen_in(data) if form.is_bound and changed is None else {}
    return posted.get(segment.pk) or steps.marker(segment)


def seen_in(data) -> dict[int, str]:
    """The markers a form carries: what its person looked at, by the key of the segment."""
    pairs = (value.partition(":") for value in data.getlist("seen"))
    return {int(key): marker for key, _colon, marker in pairs if key.isdecimal() and len(key) < 19}


class TopicForm(forms.Form):
    """What a topic is called and what belongs to it."""

    title = forms.CharField(label=_("Title"), max_length=160)
    definition = forms.CharField(
        label=_("What belongs to it"), required=False, widget=forms.Textarea({"rows": 3}), max_length=2000
    )
    example = forms.CharField(label=_("Example"), required=False, widget=forms.Textarea({"rows": 2}), max_length=2000)


class NewTopicForm(TopicForm):
    """A new topic of a field, perhaps part of another one."""

    parent = forms.ModelChoiceField(
        label=_("Part of"), required=False, queryset=Topic.objects.none(), empty_label=_("no other topic")
    )

    def __init__(self, *args, field: ActionField, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Topic.objects.filter(action_field=field).order_by("title")


class MemoFilterForm(forms.Form):
    """What the list of notes is narrowed to."""

    about = forms.ChoiceField(
        label=_("About"), required=False, choices=[ALL, ("beitrag", _("Contributions")), ("thema", _("Topics"))]
    )
    person = forms.ChoiceField(label=_("Written by"), required=False)
    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)

    def __init__(self, data, *, people) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.fields["person"].choices = [ALL, *[(str(person.pk), str(person)) for person in people]]
