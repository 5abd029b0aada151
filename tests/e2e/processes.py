"""Processes of a test's own: what is left open in them does not keep the demonstration from being published."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from consultations.demo.people import PASSWORD
from tests.e2e.conftest import Site, sign_in

MADE = """
from accounts.models import StakeholderCategory, User
from consultations.process.services import add_team_member
from consultations.synthesis.models import ActionField, Finding, Segment, Topic
from tests.factories.consultations import PhaseFactory, ProcessFactory, make_contribution
process = ProcessFactory(slug={slug!r}, title={slug!r}, short_title={slug!r})
for name, role in {team!r}.items():
    add_team_member(process, User.objects.get(email=f"{{name}}@demo.example"), role, actor=None)
fields = [
    ActionField.objects.create(process=process, slug=f"hf{{number}}", title=title, order=number)
    for number, title in enumerate(("Sprache", "Mobilität"), 1)
]
"""
#: People meet it nowhere any more.
HIDDEN = """
from consultations.process.models import Process, TeamMember
TeamMember.objects.filter(process__slug={slug!r}).delete()
Process.objects.filter(slug={slug!r}).update(is_published=False)
"""


@contextmanager
def own_process(site: Site, slug: str, team: dict[str, str], program: str) -> Iterator[str]:
    """A process with two action fields, demo accounts in roles, and what a program adds; its staff address."""
    site.run(MADE.format(slug=slug, team=team) + program)
    yield f"/admin/verfahren/{slug}/"
    site.run(HIDDEN.format(slug=slug))


def person(open_page, name: str, **options) -> Page:
    """A window of somebody of the demonstration."""
    page = open_page(**options)
    sign_in(page, f"{name}@demo.example", PASSWORD)
    return page
