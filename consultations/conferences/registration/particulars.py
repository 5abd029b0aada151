"""What somebody says about themselves and their group, and writing it down."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import Organisation, StakeholderCategory
from consultations.conferences.models import ThematicTable
from consultations.conferences.registration.models import Needs, Registration, RegistrationState, TablePreference
from regions.models import Region

#: Fields of `Needs`, in the order in which they are asked.
NEEDS = ("interpreting", "accessibility", "diet", "childcare")


@dataclass(frozen=True)
class Particulars:
    """The content of the form."""

    name: str
    organisation: Organisation | None = None
    organisation_name: str = ""
    category: StakeholderCategory | None = None
    region: Region | None = None
    takes_part_online: bool = False
    language: str = "de"
    #: Wanted tables, the first choice first.
    tables: Sequence[ThematicTable] = ()
    needs: dict[str, str] = field(default_factory=dict)
    #: Names of further people.
    party: Sequence[str] = ()

    @property
    def size(self) -> int:
        return 1 + len(self.party)

    def own_fields(self) -> dict:
        """What the row of whoever answers for the group holds."""
        return {"name": self.name, **self.shared_fields()}

    def shared_fields(self) -> dict:
        """What all rows of the group have in common."""
        return {
            "organisation": self.organisation,
            "organisation_name": self.organisation_name,
            "category": self.category,
            "region": self.region,
            "takes_part_online": self.takes_part_online,
            "language": self.language,
        }


def write_choices(registration: Registration, particulars: Particulars) -> None:
    """Store wanted tables and needs in the place of those before."""
    registration.preferences.all().delete()
    TablePreference.objects.bulk_create(
        TablePreference(registration=registration, table=table, rank=rank)
        for rank, table in enumerate(particulars.tables, start=1)
    )
    needs = {name: particulars.needs.get(name, "") for name in NEEDS}
    if any(needs.values()):
        Needs.objects.update_or_create(registration=registration, defaults=needs)
    else:
        Needs.objects.filter(registration=registration).delete()


def add_people(registration: Registration, particulars: Particulars, names: Sequence[str]) -> None:
    """Store further people of a group; they are where the one who answers for them is."""
    Registration.objects.bulk_create(
        Registration(
            conference=registration.conference,
            booked_by=registration,
            name=name,
            state=registration.state,
            waiting_since=registration.waiting_since,
            offered_until=registration.offered_until,
            confirm_until=registration.confirm_until,
            **particulars.shared_fields(),
        )
        for name in names
    )


def update_party(registration: Registration, particulars: Particulars) -> None:
    """Who is named still keeps ticket and table; who is not is cancelled, whoever is new is added."""
    there = list(registration.party.active().order_by("pk"))
    wanted = list(particulars.party)
    gone = []
    for row in there:
        match = next((name for name in wanted if name.casefold() == row.name.casefold()), None)
        if match is None:
            gone.append(row.pk)
        else:
            wanted.remove(match)
    registration.party.filter(pk__in=gone).update(
        state=RegistrationState.CANCELLED, cancelled_at=timezone.now(), table=None
    )
    registration.party.active().update(**particulars.shared_fields())
    add_people(registration, particulars, wanted)
