"""The list of contributions as a table to download: what the page shows, row by row."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.contributions.addresses import target_url
from consultations.contributions.extensions import contribution_stages
from consultations.contributions.listing import Listing
from consultations.contributions.models import Contribution

#: Rows that are in memory at a time.
CHUNK = 500


def rows(request: HttpRequest, listing: Listing) -> Iterator[list[Any]]:
    """Heading and one row for each contribution of the list, in its order; memory stays the same at any length."""
    yield [
        _("Number"),
        _("Received"),
        _("How it reached us"),
        _("Kind"),
        _("Said about"),
        _("Heading"),
        _("Text"),
        _("Proposed wording"),
        _("Said by"),
        _("Role"),
        _("Group"),
        _("Region"),
        _("Supported by"),
        _("Submissions of the same wording"),
        _("Where it stands"),
        _("Address of what it is about"),
        _("Address of the contribution"),
        # A column of its own: whoever sorts or cuts the table keeps it.
        *([_("Note")] if listing.process.demo_notice else []),
    ]
    found = listing.contributions().iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        stages = contribution_stages.collect(request, contributions=chunk).get("stages", {})
        for contribution in chunk:
            notice = [listing.process.demo_notice] if listing.process.demo_notice else []
            yield [*_row(contribution, stages.get(contribution.pk, "")), *notice]


def _row(contribution: Contribution, stage: str) -> list[Any]:
    about = target_url(contribution)
    return [
        contribution.display_code,
        timezone.localtime(contribution.received_at).date().isoformat(),
        str(contribution.get_channel_display()),
        str(contribution.get_kind_display()),
        f"{contribution.get_target_kind_display()} {contribution.target_label}".strip(),
        contribution.title,
        contribution.published_text,
        contribution.published_proposal,
        contribution.public_author,
        contribution.public_role,
        str(contribution.category or ""),
        str(contribution.region or ""),
        contribution.support_count,
        contribution.submissions_represented,
        stage,
        settings.BASE_URL + about if about else "",
        settings.BASE_URL + contribution.get_absolute_url(),
    ]
