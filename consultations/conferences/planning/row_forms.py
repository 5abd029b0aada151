"""Forms of several rows: the slots of an agenda with who speaks, and the thematic tables. Made for no JavaScript."""

from datetime import time
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.conferences.models import Conference
from consultations.conferences.planning.forms import TimeInput, one_line
from frontend.texts import cleaned, shows_nothing

MOST_SLOTS, MOST_SPEAKERS, MOST_TABLES = 80, 12, 80


class LineForm(forms.Form):
    """A row whose texts are one line each and cannot be made of nothing."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, value in data.items():
            if isinstance(value, str):
                is_long = isinstance(self.fields[name].widget, forms.Textarea)
                data[name] = cleaned(value) if is_long else one_line(value)
                if self.fields[name].required and shows_nothing(data[name]):
                    self.add_error(name, _("Something has to stand here."))
        return data


class SpeakerForm(LineForm):
    """Who speaks: the office says why, the name only where people expect it."""

    office = forms.CharField(label=gettext_lazy("Office or function"), max_length=160)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


SpeakerFormSet = formset_factory(
    SpeakerForm, extra=1, can_delete=True, max_num=MOST_SPEAKERS, absolute_max=MOST_SPEAKERS + 5
)


class SlotForm(LineForm):
    """One slot; `speakers` is a formset of its own, set by the formset of slots."""

    time = forms.TimeField(label=gettext_lazy("Begins"), widget=TimeInput())
    ends_at = forms.TimeField(label=gettext_lazy("Ends"), required=False, widget=TimeInput())
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    room = forms.CharField(label=gettext_lazy("Room"), max_length=120, required=False)
    by = forms.CharField(
        label=gettext_lazy("Who speaks, in one line"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Counts as long as nobody is named below."),
    )

    speakers: BaseFormSet

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("by") and not (self.data and self.data.get(self.add_prefix("by"))):
            # For agendas written before speakers were named one by one.
            del self.fields["by"]

    def has_changed(self) -> bool:
        return super().has_changed() or self.speakers.has_changed()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begins, ends = data.get("time"), data.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end must be after the beginning."))
        return data

    def slot(self) -> dict[str, Any]:
        """What the service stores."""
        data = self.cleaned_data
        people = [
            {name: form.cleaned_data[name] for name in ("office", "organisation", "name")}
            for form in self.speakers
            if form.cleaned_data.get("office") and not form.cleaned_data.get("DELETE")
        ]
        fields = {name: data[name] for name in ("time", "ends_at", "title", "room")}
        return {**fields, "by": data.get("by", ""), "speakers": people}


class BaseSlotFormSet(BaseFormSet):
    """The slots in their order; new ones take their place by the hour."""

    def add_fields(self, form: SlotForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.speakers = SpeakerFormSet(
            form.data if self.is_bound else None,
            initial=form.initial.get("speakers", []),
            prefix=f"{form.prefix}-speakers",
        )

    def is_valid(self) -> bool:
        if not self.is_bound:
            return False
        # Asking for the errors fills what each form was given.
        _errors = self.errors
        stays = [form for form in self.forms if not self._is_removed(form)]
        speakers = [form.speakers for form in stays if form.has_changed()]
        # All are asked, so that every mistake is marked at once.
        return all([super().is_valid(), *[people.is_valid() for people in speakers]])

    def _is_removed(self, form: SlotForm) -> bool:
        return form.cleaned_data.get("DELETE", False)

    def slots(self, *, move: str = "") -> list[dict[str, Any]]:
        """The agenda as typed. `move` is "up-2", "down-2" (places from 0 in the form) or "sort"."""
        kept = [form for form in self.initial_forms if form not in self.deleted_forms]
        rows = [(form.prefix, form.slot()) for form in kept]
        for form in self.extra_forms:
            if form.has_changed() and form not in self.deleted_forms:
                begins: time = form.cleaned_data["time"]
                place = next((n for n, (_prefix, slot) in enumerate(rows) if slot["time"] > begins), len(rows))
                rows.insert(place, (form.prefix, form.slot()))
        if move == "sort":
            rows.sort(key=lambda row: row[1]["time"])
        else:
            self._move(rows, move)
        return [slot for _prefix, slot in rows]

    def _move(self, rows: list[tuple[str, dict[str, Any]]], move: str) -> None:
        way, _dash, number = move.partition("-")
        place = next((n for n, (prefix, _slot) in enumerate(rows) if prefix == f"{self.prefix}-{number}"), None)
        target = None if place is None else place + {"up": -1, "down": 1}.get(way, 0)
        if target is not None and 0 <= target < len(rows):
            rows[place], rows[target] = rows[target], rows[place]


SlotFormSet = formset_factory(
    SlotForm, formset=BaseSlotFormSet, extra=3, can_delete=True, max_num=MOST_SLOTS, absolute_max=MOST_SLOTS + 10
)


def agenda_rows(conference: Conference) -> list[dict[str, Any]]:
    """The stored agenda as the formset takes it."""
    return [
        {
            **{name: getattr(item, name) for name in ("time", "ends_at", "title", "room", "by")},
            "speakers": [
                {"office": row.office, "organisation": row.organisation, "name": row.name}
                for row in item.speakers.all()
            ],
        }
        for item in conference.agenda.prefetch_related("speakers").order_by("order")
    ]


class TableForm(LineForm):
    """One thematic table."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput())
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=999)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    question = forms.CharField(label=gettext_lazy("Guiding question"), widget=forms.Textarea({"rows": 2}))
    action_field = forms.TypedChoiceField(
        label=gettext_lazy("Action field"), required=False, coerce=int, empty_value=None
    )
    host = forms.CharField(
        label=gettext_lazy("Host"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("An office or organisation is enough."),
    )
    capacity = forms.IntegerField(label=gettext_lazy("Seats"), required=False, min_value=1, max_value=999)

    def __init__(self, *args: Any, action_fields: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_field"].choices = [("", _("none")), *action_fields]

    def row(self) -> dict[str, Any]:
        """What the service stores."""
        data = self.cleaned_data
        names = ("key", "number", "title", "question", "host", "capacity")
        return {**{name: data[name] for name in names}, "action_field_id": data["action_field"]}


class BaseTableFormSet(BaseFormSet):
    """The tables of a conference; each number once."""

    def clean(self) -> None:
        seen: set[int | None] = set()
        for form in self.kept():
            number = form.cleaned_data.get("number")
            if number in seen:
                form.add_error("number", _("Two tables have the number %(number)s.") % {"number": number})
            seen.add(number)

    def kept(self) -> list[TableForm]:
        """The tables that stay or are new."""
        removed = self.deleted_forms
        return [form for form in self.forms if form.has_changed() and form not in removed]

    def removed(self) -> list[int]:
        """Keys of tables to be removed."""
        return [form.cleaned_data["key"] for form in self.deleted_forms if form.cleaned_data.get("key")]


TableFormSet = formset_factory(
    TableForm, formset=BaseTableFormSet, extra=2, can_delete=True, max_num=MOST_TABLES, absolute_max=MOST_TABLES + 10
)


def table_rows(conference: Conference) -> list[dict[str, Any]]:
    """The stored tables as the formset takes them."""
    names = ("number", "title", "question", "host", "capacity")
    return [
        {"key": table.pk, "action_field": table.action_field_id, **{name: getattr(table, name) for name in names}}
        for table in conference.tables.order_by("number")
    ]
