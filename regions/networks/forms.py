"""Forms of networks and meetings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from frontend.texts import cleaned
from regions.networks.enums import Answer, FollowUpState, MemberRole
from regions.networks.models import (
    GroupResult,
    MeetingItem,
    MeetingReply,
    Network,
    NetworkMeeting,
    NetworkMember,
    NetworkSection,
    Recommendation,
    WorkingGroup,
)
from regions.offices.models import Office
from regions.places.models import Region

#: Addresses below /netzwerke/ that are no network.
RESERVED = {"anlegen", "antwort", "dokumente"}


class DateInput(forms.DateInput):
    """The browser's own date field: it shows the date the reader's way and sends it the standard's way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own field for a time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def districts_of_state(network: Network):
    """Districts of the network's state."""
    return Region.objects.districts().filter(parent=network.state_id).order_by("name")


class RevisedForm(forms.ModelForm):
    """A form that knows which state of its row the person has looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision if self.instance.pk else 0

    @property
    def seen(self) -> int:
        """The revision the person looked at."""
        return self.cleaned_data.get("revision") or 0

    def mark_stale(self, current: int) -> None:
        """Say that somebody else saved meanwhile, and let the next click save what is in the form."""
        self.data = self.data.copy()
        self.data[self.add_prefix("revision")] = str(current)
        self.add_error(
            None,
            _(
                "Somebody else has changed this since you opened it. Your text is still in the form. Please look at "
                "the page in another window; when you save again, your text replaces the other one."
            ),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return {name: cleaned(value) if isinstance(value, str) else value for name, value in data.items()}


class NetworkForm(RevisedForm):
    """What a network is; publishing and the address are for keepers."""

    facts_text = forms.CharField(
        label=gettext_lazy("Facts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One in each line. The source stands behind a bar: fact | source"),
    )

    class Meta:
        model = Network
        fields = ["title", "short", "slug", "state", "convener", "purpose", "facts_text", "source", "is_published"]
        help_texts = {"slug": gettext_lazy("Small letters, digits and hyphens; part of the address of its page.")}

    def __init__(self, *args: Any, is_keeper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].queryset = Region.objects.states().order_by("name")
        lines = (" | ".join(filter(None, [row["text"], row.get("source")])) for row in self.instance.facts)
        self.fields["facts_text"].initial = "\n".join(lines)
        if not is_keeper:
            for name in ("slug", "state", "is_published"):
                del self.fields[name]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise ValidationError(_("This address is taken. Please choose another one."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        facts = []
        for line in (data.get("facts_text") or "").splitlines():
            text, _bar, source = line.partition("|")
            if text.strip():
                facts.append({"text": text.strip(), "source": source.strip()})
        self.instance.facts = facts
        return data


class SectionForm(RevisedForm):
    """A readable part of a network's page."""

    class Meta:
        model = NetworkSection
        fields = ["title", "text", "source", "office", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network = self.instance.network
        self.fields["office"].queryset = Office.objects.public().filter(region__ags__startswith=network.state.ags)


class MemberForm(RevisedForm):
    """A member: an office of the directory, or the account of somebody without one."""

    email = forms.EmailField(
        label=gettext_lazy("or the e-mail address of an account"),
        required=False,
        help_text=gettext_lazy("For somebody who belongs to no office. The account must exist here already."),
    )

    class Meta:
        model = NetworkMember
        fields = ["office", "email", "function", "role"]
        help_texts = {
            "function": gettext_lazy("What the public reads of a member without an office. Please no name."),
        }

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.network = network
        taken = network.members.active().filter(office__isnull=False).values("office")
        offices = Office.objects.public().filter(region__ags__startswith=network.state.ags)
        self.fields["office"].queryset = offices.exclude(pk__in=taken).select_related("region")
        if self.instance.pk:
            del self.fields["office"], self.fields["email"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk or self.errors:
            return data
        if bool(data.get("office")) == bool(data.get("email")):
            raise ValidationError(_("Please choose an office, or write the e-mail address of an account."))
        if data.get("email"):
            self.instance.user = User.objects.filter(email__iexact=data["email"], is_active=True).first()
            if self.instance.user is None:
                # Conveners learn whether an address has an account here; they need it, and the log says who asked.
                self.add_error("email", _("There is no account with this address. Please check how it is written."))
        return data


class GroupForm(RevisedForm):
    """A working group."""

    class Meta:
        model = WorkingGroup
        fields = ["title", "text", "members", "order"]
        widgets = {"members": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = self.instance.network.members.active().with_people().exclude(role=MemberRole.GUEST)
        self.fields["members"].queryset = members


class ResultForm(RevisedForm):
    """Something a working group has come to."""

    class Meta:
        model = GroupResult
        fields = ["title", "date", "text"]
        widgets = {"date": DateInput()}


class MeetingForm(RevisedForm):
    """Particulars of a meeting; a date and a title are enough to begin with."""

    class Meta:
        model = NetworkMeeting
        fields = [
            "title",
            "format",
            "date",
            "starts_at",
            "ends_at",
            "place",
            "online_link",
            "text",
            "is_public",
            "source",
            "date_note",
        ]
        widgets = {"date": DateInput(), "starts_at": TimeInput(), "ends_at": TimeInput()}
        help_texts = {
            "place": gettext_lazy("May follow later."),
            "online_link": gettext_lazy("Only members see it."),
            "is_public": gettext_lazy("Otherwise only members read that it takes place and what its minutes say."),
            "source": gettext_lazy("For meetings of the past: where it is documented."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if ends and not begins:
            self.add_error("starts_at", _("Please say when it begins, too."))
        elif begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end has to be after the beginning."))
        return data


class InviteForm(forms.Form):
    """Sending the invitation."""

    reply_by = forms.DateField(label=gettext_lazy("Reply by"), required=False, widget=DateInput())
    text = forms.CharField(
        label=gettext_lazy("Text of the invitation"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Date, place, agenda and the personal link for the reply are added by themselves."),
    )

    def __init__(self, *args: Any, meeting: NetworkMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def clean_reply_by(self):
        day = self.cleaned_data["reply_by"]
        if day and not timezone.localdate() <= day <= self.meeting.date:
            raise ValidationError(_("Please choose a day between today and the day of the meeting."))
        return day


class CancelForm(forms.Form):
    """Cancelling a meeting."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Members read it in the e-mail, visitors on the page of the meeting."),
    )


class MinutesForm(RevisedForm):
    """What came of a meeting."""

    class Meta:
        model = NetworkMeeting
        fields = ["attended", "minutes"]
        widgets = {"minutes": forms.Textarea(attrs={"rows": 16})}
        help_texts = {"minutes": gettext_lazy("Please name offices and not persons.")}


class ItemForm(RevisedForm):
    """An item of the agenda."""

    class Meta:
        model = MeetingItem
        fields = ["title", "kind", "speaker", "text", "order"]
        help_texts = {"speaker": gettext_lazy("The office or function, not the name of a person.")}


class RecommendationForm(RevisedForm):
    """A recommendation or decision of a meeting."""

    class Meta:
        model = Recommendation
        fields = ["text", "addressed_to", "order"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class FollowUpForm(forms.Form):
    """A step in what became of a recommendation."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=FollowUpState.choices)
    date = forms.DateField(label=gettext_lazy("Date"), widget=DateInput())
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class ReplyForm(forms.ModelForm):
    """The reply to an invitation."""

    answer = forms.ChoiceField(label=gettext_lazy("Your reply"), choices=Answer.choices, widget=forms.RadioSelect)

    class Meta:
        model = MeetingReply
        fields = ["answer", "substitute", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "substitute": gettext_lazy("If somebody else comes: the office or function is enough."),
            "note": gettext_lazy("Only the conveners read it."),
        }

    def _post_clean(self) -> None:
        """The service stores the reply; the instance only says what was replied before."""
