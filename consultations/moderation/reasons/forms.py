"""Forms of the text modules: the screen that maintains them, and choosing one when deciding."""

from typing import Any

from django import forms
from django.forms import inlineformset_factory

from consultations.moderation.reasons.models import ModerationReason
from consultations.process.admin_forms import RowsFormSet
from consultations.process.models import Process, ProcessRule


class ReasonRows(RowsFormSet):
    """Text modules of a process; each names one of its rules."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["rule"].queryset = ProcessRule.objects.filter(process=self.instance)


ReasonFormSet = inlineformset_factory(
    Process,
    ModerationReason,
    formset=ReasonRows,
    fields=["order", "title", "rule", "text", "is_active"],
    widgets={"text": forms.Textarea({"rows": 4})},
    extra=1,
    max_num=200,
)


class ReasonSelect(forms.Select):
    """The choice of a text module; each option carries its rule and its text for the script that inserts them."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        reason = getattr(option["value"], "instance", None)
        if reason is not None:
            option["attrs"] |= {"data-rule": str(reason.rule_id), "data-text": reason.text}
        return option


def offered(process: Process):
    """The text modules a moderator can choose, in their order."""
    return ModerationReason.objects.filter(process=process, is_active=True).order_by("order", "pk")


def message_with(reason: ModerationReason | None, message: str, *, is_inserted: bool) -> str:
    """The message to the author: the module's text before the moderator's own words, unless it is there already."""
    if reason is None or is_inserted:
        return message
    return "\n\n".join(part for part in (reason.text.strip(), message.strip()) if part)
