"""Tables by choice, in the order of registration."""

import pytest
from django.core.exceptions import PermissionDenied

from consultations.conferences.registration import staff
from consultations.conferences.registration.models import Registration
from consultations.conferences.registration.services import ChangedElsewhere, NoRoom
from consultations.conferences.registration.tables import assign_tables
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory


@pytest.fixture
def conference(process):
    return ConferenceFactory(process=process, capacity=20, registration="open", format="hybrid")


@pytest.fixture
def tables(conference):
    """Two seats at the first, one at the second, any number at the third."""
    return [
        ThematicTableFactory(conference=conference, number=number, capacity=capacity)
        for number, capacity in ((1, 2), (2, 1), (3, None))
    ]


def seating() -> dict[str, int | None]:
    return dict(Registration.objects.values_list("name", "table__number"))


def test_who_registered_first_chooses_first(conference, tables, register, office):
    first, second, third = tables
    register(conference, "Ada", tables=[second, first])
    register(conference, "Ben", tables=[second, first], party=["Bo"])
    register(conference, "Cem", tables=[first, second])
    register(conference, "Dana")
    register(conference, "Eva", tables=[first], takes_part_online=True)
    assert assign_tables(conference, actor=office) == 5
    # Ben and Bo choose as one, and each gets what is left of it; Cem's choices are full.
    expected = {"Ada": 2, "Ben": 1, "Bo": 1, "Cem": 3, "Dana": 3, "Eva": None}
    assert seating() == expected
    assert assign_tables(conference, actor=office) == 0 and seating() == expected
    late = register(conference, "Fritz", tables=[third])
    assert assign_tables(conference, actor=office) == 1
    late.refresh_from_db()
    assert late.table == third
    assert assign_tables(conference, actor=office, afresh=True) == 6 and seating() == expected | {"Fritz": 3}


def test_full_tables_leave_people_without_one(conference, tables, register, office):
    tables[2].delete()
    for name in "ABCD":
        register(conference, name)
    assert assign_tables(conference, actor=office) == 3
    assert seating()["D"] is None


def test_staff_move_people_but_not_to_a_full_table(conference, tables, register, office):
    ada = register(conference, "Ada", tables=[tables[1]])
    ben = register(conference, "Ben", tables=[tables[0]])
    assign_tables(conference, actor=office)
    for row in (ada, ben):
        row.refresh_from_db()
    with pytest.raises(NoRoom):
        staff.move_to_table(ben, tables[1], revision=ben.revision, actor=office)
    with pytest.raises(ChangedElsewhere):
        staff.move_to_table(ben, tables[2], revision=0, actor=office)
    staff.move_to_table(ben, tables[2], revision=ben.revision, actor=office)
    assign_tables(conference, actor=office)
    assert seating() == {"Ada": 2, "Ben": 3}


def test_outsiders_seat_nobody(conference, tables, register, cast):
    register(conference, "Ada")
    for person in (cast.outsider, cast.observer):
        with pytest.raises(PermissionDenied):
            assign_tables(conference, actor=person)
    assert seating() == {"Ada": None}
