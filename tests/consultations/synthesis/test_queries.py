"""The public numbers of action fields."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment
from consultations.synthesis.queries import action_fields
from tests.factories.consultations import ActionFieldFactory


def assign(field, *contributions, **fields):
    Segment.objects.filter(contribution__in=contributions).update(action_field=field, **fields)


def counts(process):
    return {row.slug: (row.contributions_count, row.findings_count) for row in action_fields(process)}


def test_public_contributions_and_published_findings_are_counted(process, make_contribution, make_finding):
    field = ActionFieldFactory(process=process, slug="sprache")
    ActionFieldFactory(process=process, slug="arbeit")
    make_finding(action_field=field, state=FindingState.PUBLISHED, published_at=timezone.now())
    hidden = make_finding(action_field=field)
    shown = make_contribution()
    assign(
        field,
        shown,
        make_contribution(publication=Publication.INTERNAL),
        make_contribution(state=State.MERGED, merged_into=shown),
        finding=hidden,
    )
    assert counts(process) == {"sprache": (1, 1), "arbeit": (0, 0)}


def test_a_contribution_counts_once_a_field(process, make_contribution):
    field = ActionFieldFactory(process=process, slug="sprache")
    contribution = make_contribution()
    Segment.objects.create(contribution=contribution, start=0, end=4)
    assign(field, contribution)
    assert counts(process) == {"sprache": (1, 0)}


def test_an_unpublished_process_shows_no_numbers(process, make_contribution):
    assign(ActionFieldFactory(process=process, slug="sprache"), make_contribution())
    process.is_published = False
    process.save()
    assert counts(process) == {"sprache": (0, 0)}


def test_the_cards_stand_on_the_page_of_the_process(client, process, make_contribution):
    field = ActionFieldFactory(
        process=process, title="Sprache & <b>Bildung</b>", color="#a3481e", text="Was dazugehört."
    )
    assign(field, make_contribution())
    html = client.get(process.get_absolute_url()).content.decode()
    assert "Sprache &amp; &lt;b&gt;Bildung&lt;/b&gt;" in html
    assert 'fill="#a3481e"' in html
    assert "Was dazugehört." in html


def test_three_queries_however_many(process, make_contribution):
    fields = [ActionFieldFactory(process=process) for _index in range(8)]
    for index in range(40):
        assign(fields[index % 8], make_contribution())
    with CaptureQueriesContext(connection) as captured:
        action_fields(process)
    assert len(captured) == 3
