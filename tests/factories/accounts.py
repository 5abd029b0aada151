"""People and organisations."""

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts.enums import VerificationState
from accounts.models import Membership, Organisation, StakeholderCategory, User
from regions.models import Region, RegionLevel

PASSWORD = "geheim-und-lang"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person Nummer {n}")

    #: As typed by the person; stored as its hash.
    password = PASSWORD

    @classmethod
    def _build(cls, model_class, *args, **values):
        return model_class(*args, **cls._hashed(values))

    @classmethod
    def _create(cls, model_class, *args, **values):
        return super()._create(model_class, *args, **cls._hashed(values))

    @staticmethod
    def _hashed(values: dict) -> dict:
        return values | {"password": make_password(values["password"])}


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
