"""The addresses of the public interface about consultations. Nothing here asks who is signed in."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from ninja.pagination import paginate

from consultations.contributions.codes import PUBLIC_LENGTH, normalise
from consultations.contributions.enums import Channel, Kind
from consultations.drafts.models import Draft
from consultations.exports.api import queries, schemas
from consultations.process.models import Process
from frontend.interface import ERRORS, Pages

router = Router()

#: Keys as they stand in addresses.
SLUG = r"^[-\w]+$"


class WithDetails(Pages):
    """Pages whose rows get more than the query gives, all at once."""

    def __init__(self, *, complete, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._complete = complete

    def paginate_queryset(self, queryset: QuerySet, pagination: Any, request: HttpRequest, **params: Any) -> Any:
        page = super().paginate_queryset(queryset, pagination, request, **params)
        page[self.items_attribute] = self._complete(page[self.items_attribute])
        return page


def _process(slug: str) -> Process:
    return get_object_or_404(queries.processes(), slug=slug)


@router.get("", response={200: list[schemas.ProcessOut], **ERRORS}, tags=["processes"], summary="Processes")
@paginate(Pages)
def processes(request: HttpRequest) -> QuerySet:
    """All published processes, running and finished ones."""
    return queries.processes()


@router.get("/{slug}", response={200: schemas.ProcessOut, **ERRORS}, tags=["processes"], summary="One process")
def process(request: HttpRequest, slug: str) -> Process:
    """One process by its key."""
    return _process(slug)


@router.get("/{slug}/phases", response={200: list[schemas.PhaseOut], **ERRORS}, tags=["processes"], summary="Phases")
def phases(request: HttpRequest, slug: str) -> list[Any]:
    """The phases of a process in their order."""
    return list(_process(slug).phases.order_by("order"))


@router.get(
    "/{slug}/conferences",
    response={200: list[schemas.ConferenceOut], **ERRORS},
    tags=["conferences"],
    summary="Conferences",
)
@paginate(Pages)
def conferences(request: HttpRequest, slug: str) -> QuerySet:
    """Conferences that were announced, also those cancelled or over."""
    return queries.conferences(_process(slug))


@router.get("/{slug}/draft", response={200: schemas.DraftOut, **ERRORS}, tags=["drafts"], summary="Draft")
def draft(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The text under consultation and its published versions."""
    process = _process(slug)
    row = get_object_or_404(Draft, process=process)
    return {"title": row.title, "versions": list(queries.versions(process))}


@router.get(
    "/{slug}/draft/versions/{number}",
    response={200: schemas.VersionTextOut, **ERRORS},
    tags=["drafts"],
    summary="One version with its text",
)
def version(request: HttpRequest, slug: str, number: int = Path(..., ge=1, le=32767)) -> Any:
    """A published version with all chapters and paragraphs."""
    return get_object_or_404(queries.versions_with_text(_process(slug)), number=number)


@router.get(
    "/{slug}/contributions",
    response={200: list[schemas.ContributionOut], **ERRORS},
    tags=["contributions"],
    summary="Contributions",
)
@paginate(WithDetails, complete=queries.with_places)
def contributions(
    request: HttpRequest,
    slug: str,
    kind: Kind | None = None,
    channel: Channel | None = None,
    lineage: str | None = Query(None, max_length=64),
    category: str | None = Query(None, pattern=SLUG, max_length=50),
    region: str | None = Query(None, pattern=r"^\d{2}(\d{3}(\d{3})?)?$"),
    action_field: str | None = Query(None, pattern=SLUG, max_length=50),
    finding: int | None = Query(None, ge=1, le=32767),
    since: dt.date | None = None,
) -> QuerySet:
    """Public contributions of participants in the order they were entered, narrowed by any of the limits."""
    limits = {"kind": kind, "channel": channel, "lineage": lineage, "category": category, "region": region}
    limits |= {"action_field": action_field, "finding": finding, "since": since}
    return queries.within(queries.contributions(_process(slug)), **limits)


@router.get(
    "/{slug}/contributions/{code}",
    response={200: schemas.ContributionOut, **ERRORS},
    tags=["contributions"],
    summary="One contribution",
)
def contribution(request: HttpRequest, slug: str, code: str = Path(..., max_length=20)) -> Any:
    """A public contribution by its code; the secret code of a receipt opens nothing here."""
    plain = normalise(code)
    found = queries.contributions(_process(slug)).filter(code=plain if len(plain) == PUBLIC_LENGTH else "")
    return queries.with_places([get_object_or_404(found)])[0]


@router.get(
    "/{slug}/action-fields",
    response={200: list[schemas.ActionFieldOut], **ERRORS},
    tags=["results"],
    summary="Action fields",
)
def action_fields(request: HttpRequest, slug: str) -> list[Any]:
    """The fields of the concept in their order."""
    return list(_process(slug).action_fields.order_by("order", "pk"))


@router.get(
    "/{slug}/findings", response={200: list[schemas.FindingOut], **ERRORS}, tags=["results"], summary="Findings"
)
@paginate(WithDetails, complete=queries.with_changes)
def findings(request: HttpRequest, slug: str) -> QuerySet:
    """Published findings with their answers and what they changed in the draft."""
    return queries.findings(_process(slug))


@router.get(
    "/{slug}/findings/{number}",
    response={200: schemas.FindingOut, **ERRORS},
    tags=["results"],
    summary="One finding",
)
def finding(request: HttpRequest, slug: str, number: int = Path(..., ge=1, le=32767)) -> Any:
    """A published finding by its number."""
    return queries.with_changes([get_object_or_404(queries.findings(_process(slug)), number=number)])[0]


@router.get("/{slug}/answers", response={200: list[schemas.AnswerOut], **ERRORS}, tags=["results"], summary="Answers")
@paginate(Pages)
def answers(request: HttpRequest, slug: str) -> QuerySet:
    """The ministry's answers to published findings."""
    return queries.answers(_process(slug))


@router.get(
    "/{slug}/measures", response={200: list[schemas.MeasureOut], **ERRORS}, tags=["results"], summary="Measures"
)
@paginate(Pages)
def measures(request: HttpRequest, slug: str) -> QuerySet:
    """Published measures: who is responsible, how far they are, what they are measured by."""
    return queries.measures(_process(slug))
