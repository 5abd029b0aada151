"""The form of a phase: how many working days a hearing leaves, and what has to be said when they are few."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.process.dates import weekday_date
from consultations.process.hearing.working_days import holiday_name, is_working_day, land_of, working_days
from consultations.process.models import Phase, Process


def working_days_text(process: Process, first: date, last: date) -> str:
    """How long a deadline is, e.g. "14 Arbeitstage – weniger als 20: bitte begründen."""
    number = working_days(first, last, land_of(process))
    text = ngettext("%(number)s working day", "%(number)s working days", number) % {"number": number}
    if number < process.minimum_working_days:
        text += _(" – less than %(minimum)s: please give a reason") % {"minimum": process.minimum_working_days}
    return f"{text}. {non_working_day_text(process, last)}".strip()


def non_working_day_text(process: Process, last: date) -> str:
    """That a deadline ends on a day nobody works; empty when it does not."""
    land = land_of(process)
    if is_working_day(last, land):
        return ""
    holiday = holiday_name(last, land)
    if holiday:
        return _("%(day)s is no working day (%(holiday)s).") % {"day": weekday_date(last), "holiday": holiday}
    return _("%(day)s is no working day.") % {"day": weekday_date(last)}


class PhaseForm(forms.ModelForm):
    """A phase of a process; a formal hearing that is too short is refused until its reason is given."""

    class Meta:
        model = Phase
        fields = ["starts_on", "ends_on", "is_formal_hearing", "short_deadline_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase = self.instance
        if not phase.process_id:
            return
        url = reverse("hearing_admin:working_days", kwargs={"process_slug": phase.process.slug})
        self.fields["ends_on"].widget.attrs["data-kd-working-days"] = url
        if phase.is_formal_hearing and phase.ends_on:
            self.fields["ends_on"].help_text = working_days_text(phase.process, phase.starts_on, phase.ends_on)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if not (data.get("is_formal_hearing") and first and last and first <= last):
            return data
        process = self.instance.process
        number = working_days(first, last, land_of(process))
        if number < process.minimum_working_days and not data.get("short_deadline_reason", "").strip():
            self.add_error("short_deadline_reason", ValidationError(working_days_text(process, first, last)))
        return data


def deadline_notes(formset) -> list[str]:
    """Warnings after saving: hearings whose deadline ends on a day nobody works."""
    notes = []
    for form in formset.forms:
        phase = form.instance
        changed = {"ends_on", "is_formal_hearing"} & set(form.changed_data)
        if changed and phase.is_formal_hearing and phase.ends_on:
            text = non_working_day_text(formset.instance, phase.ends_on)
            if text:
                notes.append(_("The deadline of “%(phase)s”: %(text)s") % {"phase": phase.title, "text": text})
    return notes
