"""Two people at once: real threads on a real database."""

import pytest
from django.core.exceptions import ValidationError

from consultations.conferences.models import AgendaItem, Conference, ConferenceChange
from consultations.conferences.planning import services
from consultations.conferences.planning.tables import save_tables
from consultations.conferences.registration.models import Registration, RegistrationState
from tests.consultations.test_concurrency import at_once
from tests.factories.consultations import today

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_the_second_of_two_saves_is_told_of_the_first(cast, announced, heard):
    results = at_once(
        lambda: services.change_conference(announced, {"venue": "Rathaus"}, seen=0, actor=cast.lead),
        lambda: services.change_conference(announced, {"venue": "Schloss"}, seen=0, actor=cast.admin),
        lambda: services.cancel(announced, reason="Sturm", seen=0, actor=cast.lead),
    )
    assert sum(isinstance(result, services.ConferenceOutdated) for result in results) == 2, results
    row = Conference.objects.get(pk=announced.pk)
    assert (row.revision, row.calendar_sequence, ConferenceChange.objects.count(), len(heard)) == (1, 1, 1, 1)


def test_two_agendas_at_once_leave_one_whole(cast, announced):
    def agenda(name: str) -> list[dict]:
        fields = {"ends_at": None, "room": "", "by": "", "speakers": [{"office": name}]}
        return [{"time": f"{hour}:00", "title": name, **fields} for hour in range(10, 16)]

    results = at_once(
        lambda: services.save_agenda(announced, agenda("A"), seen=0, actor=cast.lead),
        lambda: services.save_agenda(announced, agenda("B"), seen=0, actor=cast.admin),
    )
    assert sum(isinstance(result, services.ConferenceOutdated) for result in results) == 1, results
    assert len(set(AgendaItem.objects.values_list("title", flat=True))) == 1
    assert AgendaItem.objects.count() == 6


def test_copies_at_once_have_addresses_of_their_own(cast, announced):
    def copy():
        return services.copy_conference(
            announced, title="Nächste", day=today(), opens_on=None, closes_on=None, actor=cast.lead
        )

    results = at_once(copy, copy, copy)
    assert len({row.slug for row in results}) == 3, results


def test_a_table_is_not_removed_while_somebody_is_seated_at_it(cast, announced):
    table = announced.tables.get()

    def seat():
        Registration.objects.create(conference=announced, table=table, name="Erika", state=RegistrationState.REGISTERED)

    results = at_once(lambda: save_tables(announced, [], [table.pk], seen=0, actor=cast.lead), seat)
    seated = Registration.objects.filter(table=table).exists()
    there = announced.tables.filter(pk=table.pk).exists()
    # Either somebody sat down first and the table stays, or it was gone before.
    assert seated == there, results
    assert there == isinstance(results[0], ValidationError), results
