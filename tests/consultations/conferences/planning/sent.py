"""Forms of planning as a browser sends them."""

from datetime import time, timedelta

from consultations.conferences.models import Conference
from tests.factories.consultations import today


def plan(conference: Conference | None = None, **changed) -> dict:
    """The form of the plan as a browser sends it."""
    row = conference or Conference(date=today() + timedelta(days=30), starts_at=time(10), ends_at=time(15))
    data = {
        **{name: getattr(row, name) or "" for name in ("title", "summary", "town", "venue", "address", "directions")},
        **{name: getattr(row, name) or "" for name in ("online_url", "method_title", "method_text")},
        "kind": row.kind or "regional",
        "format": row.format,
        "registration": row.registration,
        "capacity": row.capacity,
        "date": row.date.isoformat(),
        "starts_at": row.starts_at.strftime("%H:%M"),
        "ends_at": row.ends_at.strftime("%H:%M"),
        "registration_opens_on": "",
        "registration_closes_on": "",
        "interpreting": row.interpreting,
        "revision": row.revision,
    }
    return {**data, **changed}


def slots(conference: Conference, rows: list[dict], *, initial: int, **more) -> dict:
    """The form of the agenda as a browser sends it; `speakers` of a row is a list of (office, organisation, name)."""
    data = {"slots-TOTAL_FORMS": len(rows), "slots-INITIAL_FORMS": initial, "revision": conference.revision, **more}
    for number, row in enumerate(rows):
        speakers = row.pop("speakers", [])
        prefix = f"slots-{number}"
        data |= {f"{prefix}-{name}": value for name, value in row.items()}
        data |= {f"{prefix}-speakers-TOTAL_FORMS": len(speakers), f"{prefix}-speakers-INITIAL_FORMS": 0}
        for place, values in enumerate(speakers):
            for name, value in zip(("office", "organisation", "name"), values, strict=True):
                data[f"{prefix}-speakers-{place}-{name}"] = value
    return data


def tables(conference: Conference, rows: list[dict], *, initial: int, **more) -> dict:
    """The form of the tables as a browser sends it."""
    data = {"tables-TOTAL_FORMS": len(rows), "tables-INITIAL_FORMS": initial, "revision": conference.revision, **more}
    for number, row in enumerate(rows):
        data |= {f"tables-{number}-{name}": value for name, value in row.items()}
    return data
