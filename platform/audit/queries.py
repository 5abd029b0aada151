"""Reads of the audit log for its screens."""

import json
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from audit.labels import label_of
from audit.models import AuditEntry

PAGE_SIZE = 50


@dataclass(frozen=True)
class LogPage:
    """One page of the log: `page` holds the entries, `actions` are (action, label, chosen) for the filter."""

    page: Page
    actions: list[tuple[str, str, bool]]
    action: str


def log_page(*, scope: str | None = None, action: str = "", page: str = "") -> LogPage:
    """Entries newest first, of one process or of all; nonsense in `page` gives the first page, in `action` nothing."""
    entries = AuditEntry.objects.all() if scope is None else AuditEntry.objects.filter(scope=scope)
    used = entries.order_by().values_list("action", flat=True).distinct()
    actions = sorted(((name, label_of(name), name == action) for name in used), key=lambda row: row[1].casefold())
    if action:
        entries = entries.filter(action=action[:80].replace("\x00", ""))
    found = Paginator(entries.order_by("-at", "-pk"), PAGE_SIZE).get_page(page)
    for entry in found:
        entry.label = label_of(entry.action)
        entry.pretty_details = json.dumps(entry.details, ensure_ascii=False, indent=1) if entry.details else ""
    return LogPage(page=found, actions=actions, action=action)
