"""Many contributions at once, written past the services in bulk: the tables of the comment framework included."""

import random
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, sql
from django.utils import timezone

from accounts.models import StakeholderCategory, User
from consultations.contributions import codes
from consultations.contributions.enums import Kind, Publication, State
from consultations.contributions.models import Contribution
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.moderation.models import Decision, ModerationDecision
from consultations.process.models import Process
from consultations.synthesis.models import Segment
from regions.models import Region

BATCH = 2000
#: What the search looks for: in one of a thousand texts, and in enough of the first hundred to fill a page.
RARE = "Lastenrad"
#: The paragraph whose page is measured.
FULL = "k4-3"
_WORDS = """
    Sprachkurse Beratung Wohnraum Ausbildung Ehrenamt Kommune Anerkennung Kita Schule Verwaltung Dolmetschen Netzwerk
    Finanzierung ländlicher Raum Mobilität Gesundheit Teilhabe Frauen Jugend Arbeitsmarkt Behörde Verfahren Personal
""".split()  # noqa: SIM905


def contributions(process: Process, version: DraftVersion, wanted: int) -> None:
    """Fill a process up to a number of contributions: 19 of 20 released, the rest waiting, a fifth of them replies.

    Of the first hundred a quarter is about one paragraph and half of them wait, so that the pages that are compared are
    full at every size.
    """
    there = Contribution.objects.filter(process=process).count()
    dice = random.Random(there)
    paragraphs = list(version.paragraphs.order_by("order"))
    categories, regions = list(StakeholderCategory.objects.all()), list(Region.objects.all()[:14])
    authors = [_author(number) for number in range(50)]
    while there < wanted:
        size = min(BATCH, wanted - there)
        rows = [_one(process, dice, paragraphs, categories, regions, authors) for _index in range(size)]
        if there < 100:
            _fill_pages(rows[: 100 - there], next(row for row in paragraphs if row.lineage == FULL))
        _write(rows, dice)
        there += size


def _fill_pages(rows: list[Contribution], paragraph: Paragraph) -> None:
    for index, row in enumerate(rows):
        waits = index % 2 == 0
        row.comment += f" {RARE}"
        row.state = State.PENDING if waits else State.RELEASED
        row.published_text, row.is_public = "" if waits else row.comment, not waits
        if not waits:
            row.object_pk, row.lineage, row.target_label = str(paragraph.pk), paragraph.lineage, paragraph.number


def _author(number: int) -> User:
    return User.objects.get_or_create(email=f"bench{number}@example.org", defaults={"display_name": f"Nr. {number}"})[0]


def _one(process, dice, paragraphs, categories, regions, authors) -> Contribution:
    paragraph: Paragraph = dice.choice(paragraphs)
    text = " ".join(dice.choice(_WORDS) for _index in range(dice.randrange(20, 90)))
    moment = timezone.now() - timedelta(seconds=dice.randrange(60 * 86400))
    released = dice.random() < 0.95
    if dice.random() < 0.001:
        text += f" {RARE}"
    return Contribution(
        content_type=ContentType.objects.get_for_model(Paragraph),
        object_pk=str(paragraph.pk),
        site_id=1,
        user=dice.choice(authors),
        comment=text,
        published_text=text if released else "",
        submit_date=moment,
        received_at=moment,
        is_public=released,
        process=process,
        target_kind="paragraph",
        target_label=paragraph.number,
        lineage=paragraph.lineage,
        code=codes.new_public_code(),
        receipt_code=codes.new_receipt_code(),
        kind=dice.choice([Kind.CONCERN, Kind.PROPOSAL, Kind.QUESTION, Kind.SUPPORT]),
        title=text[:40],
        state=State.RELEASED if released else State.PENDING,
        publication=dice.choice([Publication.NAMED, Publication.NAMED, Publication.CATEGORY]),
        organisation_name=f"Verein {dice.randrange(300)}",
        category=dice.choice(categories),
        region=dice.choice(regions) if regions else None,
        support_offline=dice.randrange(30),
    )


@transaction.atomic
def _write(rows: list[Contribution], dice: random.Random) -> None:
    """Insert into the three tables of a contribution, then its decision and its segment."""
    parents = Contribution._meta.get_parent_list()
    base = next(model for model in parents if not model._meta.parents)
    first = (base.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    heads: dict[str, Contribution] = {}
    for pk, row in enumerate(rows, start=first):
        row.id = row.comment_ptr_id = row.xtdcomment_ptr_id = pk
        head = heads.get(row.lineage) if dice.random() < 0.2 else None
        row.thread_id, row.parent_id = (head.pk, head.pk) if head else (pk, pk)
        row.level, row.order = (1, pk - head.pk + 1) if head else (0, 1)
        if head is None:
            heads[row.lineage] = row
    for model in [base, *(parent for parent in parents if parent is not base), Contribution]:
        query = sql.InsertQuery(model)
        query.insert_values(model._meta.local_concrete_fields, rows)
        for start in range(0, len(rows), 200):
            query.insert_values(model._meta.local_concrete_fields, rows[start : start + 200])
            query.get_compiler("default").execute_sql()
    _move_sequence(base)
    released = [row for row in rows if row.state == State.RELEASED]
    now = timezone.now()
    ModerationDecision.objects.bulk_create(
        ModerationDecision(contribution=row, decision=Decision.RELEASED, decided_at=now) for row in released
    )
    Segment.objects.bulk_create(Segment(contribution=row) for row in released)


def _move_sequence(model) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
