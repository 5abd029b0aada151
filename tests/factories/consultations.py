"""A process with everything that belongs to it."""

from datetime import time, timedelta

import factory
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from factory.django import DjangoModelFactory

from consultations.conferences.models import Conference, ThematicTable
from consultations.contributions.enums import ADMITTED_STATES, Kind, Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.targets import describe
from consultations.drafts.enums import VersionState
from consultations.drafts.models import Draft, DraftVersion, Paragraph, Section
from consultations.process.enums import PhaseKind
from consultations.process.models import Phase, Process, ProcessRule
from consultations.synthesis.models import ActionField, Finding
from consultations.synthesis.services import ensure_segment
from tests.factories.accounts import StakeholderCategoryFactory, UserFactory


def today():
    return timezone.localdate()


class ProcessFactory(DjangoModelFactory):
    class Meta:
        model = Process

    slug = factory.Sequence(lambda n: f"konzept-{n}")
    title = factory.Sequence(lambda n: f"Integrationskonzept {n}")
    short_title = factory.Sequence(lambda n: f"Konzept {n}")
    summary = "Worum es geht."
    what_can_change = "Alles, was im Entwurf steht."
    what_is_fixed = "Das Bundesrecht."
    promise = "Jeder Beitrag wird beantwortet."
    initiator_name = "Ministerium (Test)"
    contact_email = "ministerium@example.org"
    is_published = True


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    process = factory.SubFactory(ProcessFactory)
    key = factory.Sequence(lambda n: f"phase-{n}")
    order = factory.Sequence(lambda n: n)
    kind = PhaseKind.CONSULTATION
    title = "Konsultation zum Entwurf"
    starts_on = factory.LazyFunction(lambda: today() - timedelta(days=5))
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=10))


class ProcessRuleFactory(DjangoModelFactory):
    class Meta:
        model = ProcessRule

    process = factory.SubFactory(ProcessFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Keine Beleidigungen."


class ConferenceFactory(DjangoModelFactory):
    class Meta:
        model = Conference

    process = factory.SubFactory(ProcessFactory)
    slug = factory.Sequence(lambda n: f"konferenz-{n}")
    kind = "regional"
    title = "Regionalkonferenz"
    town = "Stendal"
    venue = "Landratsamt"
    date = factory.LazyFunction(lambda: today() + timedelta(days=20))
    starts_at = time(13)
    ends_at = time(17)
    capacity = 50


class ThematicTableFactory(DjangoModelFactory):
    class Meta:
        model = ThematicTable

    conference = factory.SubFactory(ConferenceFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Sprache"
    question = "Was fehlt?"


class ActionFieldFactory(DjangoModelFactory):
    class Meta:
        model = ActionField

    process = factory.SubFactory(ProcessFactory)
    slug = factory.Sequence(lambda n: f"hf{n}")
    title = factory.Sequence(lambda n: f"Handlungsfeld {n}")


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    process = factory.SubFactory(ProcessFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Ergebnis {n}")
    summary = "Viele wünschen mehr Zeit."
    #: Most tests begin after a second person has read the text.
    released_at = factory.LazyFunction(timezone.now)


def make_version(process: Process, *, number: int = 1, texts: dict[str, str] | None = None, published: bool = True):
    """A version with chapters "k1" and "k2" of two paragraphs each; `texts` replaces texts by lineage."""
    draft, _created = Draft.objects.get_or_create(process=process, defaults={"title": f"Entwurf {process.short_title}"})
    version = DraftVersion.objects.create(draft=draft, number=number, label=f"Fassung {number}")
    order = 0
    for chapter in (1, 2):
        section = Section.objects.create(
            version=version, lineage=f"k{chapter}", order=chapter, number=str(chapter), title=f"Kapitel {chapter}"
        )
        for index in (1, 2):
            order += 1
            lineage = f"k{chapter}-{index}"
            Paragraph.objects.create(
                version=version,
                section=section,
                lineage=lineage,
                order=order,
                number=f"{chapter}.{index}",
                text=(texts or {}).get(lineage, f"Text von Absatz {lineage}."),
            )
    return publish(version) if published else version


def make_second_version(process: Process, reworded: str) -> DraftVersion:
    """Version 2 of `make_version`: k1-1 reworded, k1-2 dropped, k2-1 and k2-2 swapped, k3-1 new."""
    second = make_version(process, number=2, texts={"k1-1": reworded}, published=False)
    second.paragraphs.get(lineage="k1-2").delete()
    second.paragraphs.filter(lineage="k2-1").update(order=9)
    section = second.sections.get(lineage="k2")
    Paragraph.objects.create(
        version=second, section=section, lineage="k3-1", order=10, number="2.3", text="Ganz neuer Absatz."
    )
    return publish(second)


def publish(version: DraftVersion) -> DraftVersion:
    """Publish a version without asking for the causes of its changes; from then on the database guards it."""
    version.state, version.published_at = VersionState.PUBLISHED, timezone.now()
    version.save()
    return version


def make_contribution(
    target, *, state: str = State.RELEASED, parent: Contribution | None = None, **fields
) -> Contribution:
    """A contribution about a target in a state, as the services would leave it behind."""
    described = describe(target)
    now = fields.pop("received_at", timezone.now())
    text = fields.pop("text", "Bitte mehr Zeit einplanen.")
    contribution = Contribution(
        content_type=ContentType.objects.get_for_model(target),
        object_pk=str(target.pk),
        site_id=1,
        comment=text,
        published_text=text if state in ADMITTED_STATES else "",
        submit_date=now,
        received_at=now,
        process=described.process,
        target_kind=described.kind,
        target_label=described.label,
        lineage=described.lineage,
        state=state,
        **{
            "kind": Kind.PROPOSAL,
            "publication": Publication.NAMED,
            "title": "Mehr Zeit",
            "organisation_name": "Verein (Test)",
            "category": StakeholderCategoryFactory(),
            **fields,
        },
    )
    if "user" not in fields:
        contribution.user = UserFactory()
    if parent is not None:
        contribution.parent_id = parent.pk
    contribution.is_public = state == State.RELEASED and contribution.publication != Publication.INTERNAL
    contribution.save()
    if state in ADMITTED_STATES and not contribution.is_official_reply:
        ensure_segment(contribution)
    return contribution
