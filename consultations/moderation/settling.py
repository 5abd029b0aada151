"""Saying that a contribution is in order as it is: the one way for what was noticed, reported or not reviewed yet."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.contributions.attachments.services import set_released
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.items import settle_items
from consultations.moderation.models import Occasion, ReviewItem
from consultations.moderation.services import NOT_COMPARED, AlreadyDecided, attachments_in_log, lock_as_seen
from frontend.texts import cleaned


@transaction.atomic
def find_in_order(
    contribution: Contribution,
    *,
    actor,
    expected_state: str,
    seen_decision: int | None,
    seen_revision: int = NOT_COMPARED,
    seen_items: Collection[int] | None = None,
    attachments: Collection[int] | None = None,
    note: str = "",
) -> int:
    """Settle what is open about a contribution if it is still as its moderator saw it; returns how many items.

    `seen_items` are the keys of the items that were read (None compares nothing). `attachments` are the keys of those
    to publish with what was published without review. Raises AlreadyDecided, or EditedMeanwhile.
    """
    locked = lock_as_seen(contribution, actor, expected_state, seen_decision, seen_revision)
    waiting = ReviewItem.objects.open().filter(contribution=locked)
    if seen_items is not None and set(waiting.values_list("pk", flat=True)) - set(seen_items):
        raise AlreadyDecided(locked)
    details: dict[str, Any] = {}
    if attachments is not None and waiting.filter(occasion=Occasion.UNREVIEWED).exists():
        set_released(locked, attachments)
        details = attachments_in_log(locked)
    return settle_items(locked, actor=actor, note=note, **details)


class InOrderForm(forms.Form):
    """That a contribution is in order: why, where readers reported it; which attachments, where nobody has looked yet.

    `items` are the open ones about it.
    """

    note = forms.CharField(
        label=_("Why it is in order"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Goes to the log. Neither the author nor the reporters read it."),
    )
    attachments = forms.MultipleChoiceField(
        label=_("Publish these attachments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Open each of them first. What you untick is for the moderation and its author only."),
    )
    #: The items the moderator read, as keys.
    seen_items = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contribution: Contribution, items: list[ReviewItem], **kwargs: Any) -> None:
        occasions = {item.occasion for item in items}
        unreviewed = Occasion.UNREVIEWED in occasions and contribution.state == State.RELEASED
        files = list(contribution.attachments.all()) if unreviewed else []
        initial = {
            "seen_items": ",".join(str(item.pk) for item in items),
            "attachments": [str(row.pk) for row in files],
            **kwargs.pop("initial", {}),
        }
        super().__init__(*args, prefix="order", initial=initial, **kwargs)
        if Occasion.REPORT in occasions:
            self.fields["note"].required = True
        else:
            del self.fields["note"]
        if files:
            self.fields["attachments"].choices = [(str(row.pk), row.name) for row in files]
        else:
            del self.fields["attachments"]

    def clean_note(self) -> str:
        return cleaned(self.cleaned_data["note"])

    def clean_seen_items(self) -> set[int]:
        """Keys; what is no number is left out."""
        parts = self.cleaned_data["seen_items"].split(",")
        return {int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19}

    @property
    def said(self) -> dict[str, Any]:
        """Arguments of `find_in_order`."""
        keys = self.cleaned_data.get("attachments")
        return {
            "note": self.cleaned_data.get("note", ""),
            "seen_items": self.cleaned_data["seen_items"],
            "attachments": None if keys is None else [int(key) for key in keys],
        }
