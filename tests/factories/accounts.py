"""People and organisations."""

import factory
from factory.django import DjangoModelFactory

from accounts.enums import VerificationState
from accounts.models import Membership, Organisation, StakeholderCategory, User
from regions.models import Region, RegionLevel

PASSWORD = "geheim-und-lang"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person Nummer {n}")

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or PASSWORD)
        if create:
            self.save()


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("ags",)

    level = RegionLevel.DISTRICT
    ags = factory.Sequence(lambda n: f"15{n:03d}")
    name = factory.Sequence(lambda n: f"Landkreis {n}")


class StakeholderCategoryFactory(DjangoModelFactory):
    class Meta:
        model = StakeholderCategory
        django_get_or_create = ("slug",)

    slug = "zivilgesellschaft"
    title = "Zivilgesellschaft und Vereine"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Verein {n} (Test)")
    category = factory.SubFactory(StakeholderCategoryFactory)
    region = factory.SubFactory(RegionFactory)
    state = VerificationState.VERIFIED


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    position = "Vorstand"
