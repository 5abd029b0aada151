"""The demo's statement in preparation: what an organisation sees while nobody else does."""

from typing import Any

from accounts.models import User
from consultations.contributions.statements.models import DraftContribution
from consultations.contributions.statements.places import Places
from consultations.contributions.statements.services import (
    Words,
    add_item,
    begin_statement,
    comment,
)
from consultations.demo.people import STAKEHOLDER_ORGANISATION, organisation_for
from consultations.process.models import Process

#: Two items: one written, one left for somebody to write. Their words are on no page but the workspace.
TEXT = (
    "Aus unserer Beratung: Neu Zugewanderte warten oft Monate auf den ersten Termin. "
    "Wir bitten um feste Ansprechpersonen in jedem Landkreis."
)
TITLE = "Feste Ansprechpersonen statt Wartelisten"
COMMENT = "Zahlen aus dem Jahresbericht ergänzen, bevor wir abgeben."


def prepare_statement(process: Process, people: dict[str, User]) -> DraftContribution | None:
    """A statement in preparation with two items and a comment; None when it is there already."""
    organisation = organisation_for(STAKEHOLDER_ORGANISATION, "zivilgesellschaft", "15081")
    actor = people["verein"]
    draft = begin_statement(process, organisation, actor=actor)
    if draft.items.exists():
        return None
    paragraphs = [place for place in Places(process).all if place.target.kind == "paragraph"]
    item = add_item(draft, paragraphs[0].target, Words(title=TITLE, text=TEXT), actor=actor)
    comment(item, COMMENT, actor=actor)
    add_item(draft, paragraphs[3].target, Words(), actor=actor)
    return item


def secrets() -> dict[str, Any]:
    """The words nobody outside the organisation may see."""
    return {"statement text": TEXT[:60], "statement title": TITLE, "internal comment": COMMENT}
