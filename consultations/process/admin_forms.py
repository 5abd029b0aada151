"""Forms of the staff screens of a process."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, BoundField, inlineformset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.process.enums import TeamRole
from consultations.process.hearing.phase_form import PhaseForm
from consultations.process.models import Announcement, Phase, Process, ProcessRule, ProcessTranslation, TeamMember
from regions.models import Region

#: Addresses below /admin/verfahren/ that are not processes.
RESERVED_SLUGS = frozenset({"neu"})

#: Heading and fields of each part of the form of a process.
FIELDSETS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("Title and subject"), ("title", "short_title", "slug", "summary", "region")),
    (_("What participants can rely on"), ("what_can_change", "what_is_fixed", "promise", "decision_body")),
    (
        _("Ministry and contact"),
        ("initiator_name", "initiator_unit", "contact_email", "contact_postal", "accompaniment"),
    ),
    (_("Easy language"), ("plain_language_title", "plain_language_text")),
    (_("Privacy"), ("privacy_notice",)),
    (
        _("Rules of the procedure"),
        (
            "contributors",
            "moderation_time",
            "review_within_hours",
            "max_characters",
            "minimum_working_days",
            "finished_on",
            "demo_notice",
        ),
    ),
)


class DateInput(forms.DateInput):
    """The browser's own date field: it shows the date the reader's way and sends it the standard's way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ProcessForm(forms.ModelForm):
    """All fields of a process in groups. The address is chosen once: links and the log refer to it."""

    class Meta:
        model = Process
        fields = [name for _heading, names in FIELDSETS for name in names]
        widgets = {
            "summary": forms.Textarea({"rows": 4}),
            "what_can_change": forms.Textarea({"rows": 4}),
            "what_is_fixed": forms.Textarea({"rows": 4}),
            "promise": forms.Textarea({"rows": 4}),
            "decision_body": forms.Textarea({"rows": 2}),
            "contact_postal": forms.Textarea({"rows": 3}),
            "plain_language_text": forms.Textarea({"rows": 8}),
            "privacy_notice": forms.Textarea({"rows": 8}),
            "demo_notice": forms.Textarea({"rows": 3}),
            "finished_on": DateInput(),
        }
        help_texts = {
            "short_title": _("Used in lists and tabs."),
            "finished_on": _("Leave empty while the process is running."),
            "region": _("The state or district the concept is for."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]
        self.fields["region"].queryset = Region.objects.order_by("level", "name")

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("This address is reserved. Please choose another one."))
        return slug

    @property
    def groups(self) -> list[tuple[str | Promise, list[BoundField]]]:
        """Headings with their fields, for the template."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in FIELDSETS]


class RowsFormSet(BaseInlineFormSet):
    """Rows that belong to a process; says in words when two of them collide."""

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        labels = [str(self.model._meta.get_field(name).verbose_name) for name in unique_check if name != "process"]
        return _("Two entries have the same value: %(fields)s.") % {"fields": ", ".join(labels)}


def _formset(
    model: type,
    fields: list[str],
    widgets: dict[str, forms.Widget],
    extra: int = 1,
    form: type[forms.ModelForm] = forms.ModelForm,
) -> type[RowsFormSet]:
    return inlineformset_factory(
        Process, model, form=form, formset=RowsFormSet, fields=fields, widgets=widgets, extra=extra, max_num=200
    )


PhaseFormSet = _formset(
    Phase,
    [
        "order",
        "kind",
        "title",
        "key",
        "starts_on",
        "ends_on",
        "text",
        "deadline_note",
        "is_formal_hearing",
        "short_deadline_reason",
    ],
    {
        "starts_on": DateInput(),
        "ends_on": DateInput(),
        "text": forms.Textarea({"rows": 2}),
        "deadline_note": forms.Textarea({"rows": 2}),
        "short_deadline_reason": forms.Textarea({"rows": 2}),
    },
    form=PhaseForm,
)
RuleFormSet = _formset(ProcessRule, ["number", "text"], {"text": forms.Textarea({"rows": 2})}, extra=3)
AnnouncementFormSet = _formset(
    Announcement,
    ["title", "published_on", "text"],
    {"published_on": DateInput(), "text": forms.Textarea({"rows": 5})},
)
TranslationFormSet = _formset(
    ProcessTranslation, ["language", "title", "summary"], {"summary": forms.Textarea({"rows": 4})}
)


class TeamMemberForm(forms.Form):
    """A person by e-mail address, with role and office."""

    email = forms.EmailField(
        label=_("e-mail address"), help_text=_("The person needs an account with this address on this site.")
    )
    role = forms.ChoiceField(label=_("role"), choices=TeamRole.choices)
    office = forms.CharField(
        label=_("office"), max_length=120, required=False, help_text=_("Shown to the public instead of a name.")
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        self.user = get_user_model().objects.filter(email__iexact=email, is_active=True).first()
        if self.user is None:
            raise ValidationError(_("No active account has this address. Please ask the person to register first."))
        return email


class DeputyForm(TeamMemberForm):
    """Who takes over whose role from when to when."""

    member = forms.ModelChoiceField(
        label=_("deputy for"), queryset=TeamMember.objects.none(), empty_label=_("Please choose")
    )
    role = None
    starts_on = forms.DateField(label=_("first day"), widget=DateInput())
    ends_on = forms.DateField(label=_("last day"), widget=DateInput(), help_text=_("The right ends with this day."))
    office = forms.CharField(
        label=_("office"),
        max_length=120,
        required=False,
        help_text=_("Shown to the public instead of a name. Empty: the office of the person represented."),
    )
    field_order = ["member", "email", "starts_on", "ends_on", "office"]

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, prefix="deputy", **kwargs)
        self.fields["member"].queryset = process.team.permanent().select_related("user").order_by("role", "pk")
        self.fields["email"].label = _("e-mail address of the deputy")
