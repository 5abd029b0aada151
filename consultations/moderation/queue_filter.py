"""What the queue can be narrowed to."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consultations.conferences.models import ThematicTable
from consultations.contributions.enums import Channel, Kind, State
from consultations.contributions.models import Contribution
from consultations.drafts.models import Paragraph
from consultations.drafts.queries import current_version, published_versions
from consultations.moderation.campaigns.models import CampaignMember
from consultations.moderation.models import Occasion, ReviewItem
from consultations.moderation.waiting import overdue_before, with_waiting_since
from consultations.process.dates import today
from consultations.process.enums import TargetKind
from consultations.process.models import Process

#: Occasions besides the items: waits for its first decision, belongs to a group of near-identical ones.
FIRST, GROUP = "first", "group"
OCCASIONS = [(FIRST, _("first decision")), *Occasion.choices, (GROUP, _("group of similar ones"))]
#: Before the lineage in the filter "about": a chapter with all its paragraphs, or one paragraph.
CHAPTER, PARAGRAPH = "kapitel:", "absatz:"


def capitalised(choices) -> list[tuple[str, str]]:
    """Choices of a filter, "all" first."""
    return [("", _("all")), *((value, capfirst(str(label))) for value, label in choices)]


class QueueFilter(forms.Form):
    """The filters above the queue; values nobody knows are ignored."""

    q = forms.CharField(label=_("Search in title, text, organisation or number"), max_length=200, required=False)
    occasion = forms.ChoiceField(label=_("Occasion"), required=False)
    about = forms.ChoiceField(label=_("About"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    conference = forms.ChoiceField(label=_("Conference"), required=False)
    overdue = forms.BooleanField(label=_("only overdue ones"), required=False)

    def __init__(self, data: Any, *, process: Process) -> None:
        super().__init__(data, auto_id="f_%s", label_suffix="")
        self.process = process
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search"})
        self.fields["occasion"].choices = capitalised(OCCASIONS)
        self.fields["kind"].choices = capitalised(Kind.choices)
        self.fields["channel"].choices = capitalised(Channel.choices)
        self.fields["about"].choices = self._places()
        held = process.conferences.filter(date__lte=today()).order_by("date", "pk")
        self.fields["conference"].choices = [("", _("all")), *((str(row.pk), str(row)) for row in held)]

    def _places(self) -> list:
        """The chapters of the current version with their paragraphs; two queries."""
        version = current_version(self.process)
        if version is None:
            return [("", _("all"))]
        paragraphs: dict[int, list[tuple[str, str]]] = {}
        for section, lineage, number in version.paragraphs.order_by("order").values_list(
            "section", "lineage", "number"
        ):
            paragraphs.setdefault(section, []).append((f"{PARAGRAPH}{lineage}", f"{_('Paragraph')} {number}"))
        places: list = [("", _("all"))]
        for pk, lineage, number, title in version.sections.order_by("order").values_list(
            "pk", "lineage", "number", "title"
        ):
            name = f"{number} {title}"
            whole = (f"{CHAPTER}{lineage}", f"{_('Chapter')} {name}")
            places.append((name, [whole, *paragraphs.get(pk, [])]))
        return places

    @property
    def limits(self) -> "Limits":
        """The valid values."""
        self.is_valid()
        return Limits(
            **{name: self.cleaned_data.get(name) or "" for name in self.fields if name != "overdue"},
            **{"overdue": bool(self.cleaned_data.get("overdue"))},
        )


@dataclass(frozen=True)
class Limits:
    """What the queue is narrowed to; empty means everything."""

    q: str = ""
    occasion: str = ""
    about: str = ""
    kind: str = ""
    channel: str = ""
    #: Key of a conference: the cards of its tables and the replies to them.
    conference: str = ""
    overdue: bool = False

    @property
    def is_limited(self) -> bool:
        return bool(
            self.q or self.occasion or self.about or self.kind or self.channel or self.conference or self.overdue
        )


NO_LIMITS = Limits()


def limited(process: Process, rows: QuerySet[Contribution], limits: Limits) -> QuerySet[Contribution]:
    """The rows within the limits; the search for words is not among them (see `queries.matching`)."""
    if limits.kind:
        rows = rows.filter(kind=limits.kind)
    if limits.channel:
        rows = rows.filter(channel=limits.channel)
    if limits.conference:
        tables = ThematicTable.objects.filter(conference=int(limits.conference)).values_list("pk", flat=True)
        rows = rows.filter(target_kind=TargetKind.TABLE, object_pk__in=[str(pk) for pk in tables])
    if limits.about:
        rows = rows.filter(_about(process, limits.about))
    if limits.occasion == FIRST:
        rows = rows.filter(state=State.PENDING)
    elif limits.occasion == GROUP:
        rows = rows.filter(Exists(CampaignMember.objects.grouped().filter(contribution=OuterRef("pk"))))
    elif limits.occasion:
        items = ReviewItem.objects.open().filter(contribution=OuterRef("pk"), occasion=limits.occasion)
        rows = rows.filter(Exists(items))
    if limits.overdue:
        rows = with_waiting_since(rows).filter(waiting_since__lt=overdue_before(process))
    return rows


def _about(process: Process, value: str) -> Q:
    kind, lineage = value.split(":", 1)
    if f"{kind}:" == PARAGRAPH:
        return Q(target_kind=TargetKind.PARAGRAPH, lineage=lineage)
    paragraphs = Paragraph.objects.filter(
        version__in=published_versions(process).values("pk"), section__lineage=lineage
    ).values("lineage")
    return Q(target_kind=TargetKind.SECTION, lineage=lineage) | Q(
        target_kind=TargetKind.PARAGRAPH, lineage__in=paragraphs
    )
