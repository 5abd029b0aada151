"""Reads of cards and links for pages, devices and features above."""

import uuid

from django.db.models import Count, Q, QuerySet

from consultations.conferences.capture.models import AccessKind, CaptureAccess, Card
from consultations.conferences.models import Conference, ThematicTable


def cards_of(conference: Conference) -> QuerySet[Card]:
    """The cards of a conference that were not taken away, by table in the order they were written."""
    rows = Card.objects.filter(table__conference=conference).present()
    return rows.select_related("table").order_by("table__number", "pk")


def all_cards(conference: Conference) -> QuerySet[Card]:
    """Cards that were taken away included, with the link that wrote them."""
    rows = Card.objects.filter(table__conference=conference)
    return rows.select_related("table", "access").order_by("table__number", "pk")


def tables_of(access: CaptureAccess) -> list[ThematicTable]:
    """The tables a link opens, with `card_count`: their present cards."""
    rows = ThematicTable.objects.filter(conference=access.conference_id)
    if access.table_id is not None:
        rows = rows.filter(pk=access.table_id)
    present = Count("cards", filter=Q(cards__removed_at__isnull=True))
    return list(rows.annotate(card_count=present).order_by("number"))


def cards_for(access: CaptureAccess, table: ThematicTable, device: uuid.UUID | None) -> QuerySet[Card]:
    """The cards of a table that the holder of a link sees: hosts all, participants their own."""
    rows = Card.objects.filter(table=table)
    if access.kind == AccessKind.HOST:
        return rows.select_related("access").order_by("pk")
    if access.kind == AccessKind.WALL:
        return rows.present().filter(on_wall=True).order_by("pk")
    if device is None:
        return rows.none()
    return rows.filter(access=access, device=device).select_related("access").order_by("pk")


def accesses_of(conference: Conference) -> QuerySet[CaptureAccess]:
    """The links of a conference, good ones first."""
    rows = conference.capture_accesses.select_related("table", "conference", "created_by")
    rows = rows.annotate(card_count=Count("cards", filter=Q(cards__removed_at__isnull=True)))
    return rows.order_by("kind", "table__number", "pk")
