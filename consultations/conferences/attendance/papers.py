"""Name badges and signs for the tables as PDF/UA, made when somebody asks: nothing of them is kept."""

from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.conferences.attendance import queries
from consultations.conferences.extensions import table_sign_links
from consultations.conferences.models import Conference
from consultations.conferences.registration.models import Registration
from frontend.typesetting import typeset

_TEMPLATES = Path(__file__).with_name("typst")
#: In one file; more than any conference had.
MOST_BADGES = 1000


def qr_svg(text: str) -> bytes:
    """A QR code as a picture that is sharp in any size."""
    file = BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="svg", border=2, xmldecl=False)
    return file.getvalue()


def _common(conference: Conference, title: str) -> dict[str, Any]:
    return {
        "title": f"{title}: {conference.title}, {conference.town}",
        "author": conference.process.initiator_name,
        "conference": f"{conference.title} · {conference.town}",
    }


def badges_pdf(conference: Conference, people: list[Registration]) -> bytes:
    """Badges of these people, eight on a sheet, in the language of the site: it is the same for everybody."""
    with override("de"):
        rows = [
            {
                "name": row.name,
                "organisation": queries.organisation_of(row),
                "table": _("Table %(number)s") % {"number": row.table.number} if row.table else "",
                "ticket": row.ticket,
                "qr": f"{row.ticket}.svg",
            }
            for row in people
        ]
        words = {"ticket": _("Ticket"), "nobody": _("There is nobody to make a badge for.")}
        data = _common(conference, _("Name badges")) | {"people": rows, "words": words}
    files = {f"{row.ticket}.svg": qr_svg(row.ticket) for row in people}
    return typeset(_TEMPLATES / "badges.typ", data, files=files)


def signs_pdf(conference: Conference) -> bytes:
    """A sign for each table, with the way to its cards where there is one."""
    tables, files = [], {}
    with override("de"):
        for table in conference.tables.order_by("number"):
            url = table_sign_links.collect(None, table=table).get("url", "")
            qr = f"table-{table.pk}.svg" if url else ""
            if url:
                files[qr] = qr_svg(url)
            tables.append(
                {"number": table.number, "title": table.title, "question": table.question, "url": url, "qr": qr}
            )
        words = {"link": _("Write cards here"), "nothing": _("This conference has no tables.")}
        data = _common(conference, _("Signs for the tables")) | {"tables": tables, "words": words}
    return typeset(_TEMPLATES / "signs.typ", data, files=files)
