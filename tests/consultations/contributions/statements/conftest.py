"""An organisation that prepares a statement, another one, and a federation."""

import pytest

from accounts.enums import MembershipRole
from consultations.contributions.statements import services
from consultations.contributions.statements.enums import ItemState
from consultations.contributions.statements.services import Words
from consultations.contributions.targets import describe
from tests.factories.accounts import MembershipFactory, OrganisationFactory

#: Words nobody outside may see.
SECRET = "Dieses Wort ist geheim"


@pytest.fixture
def draft(cast, process, version):
    """The statement in preparation of the organisation of the cast."""
    return services.begin_statement(process, cast.organisation, actor=cast.member)


@pytest.fixture
def add(cast, version):
    """Add a finished item about a paragraph (by lineage) or another target."""

    def add_item(draft, lineage="k1-1", text=SECRET, *, target=None, actor=None, state=ItemState.DONE, **words):
        target = target or version.paragraphs.get(lineage=lineage)
        actor = actor or draft.organisation.members.first()
        item = services.add_item(draft, describe(target), Words(text=text, **words), actor=actor)
        if state:
            type(item).objects.filter(pk=item.pk).update(state=state)
        return item

    return add_item


@pytest.fixture
def federation(db):
    """An umbrella organisation with a coordinator."""
    organisation = OrganisationFactory(name="Dachverband (Test)")
    MembershipFactory(organisation=organisation, role=MembershipRole.COORDINATOR)
    return organisation


@pytest.fixture
def chair(federation):
    """Who coordinates the federation."""
    return federation.members.get()


@pytest.fixture
def umbrella(federation, chair, process, version):
    """The statement of the federation."""
    return services.begin_statement(process, federation, actor=chair)
