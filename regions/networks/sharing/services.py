"""Writes about documents and working approaches."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from audit.services import record
from frontend.files.checks import CheckedFile
from regions.networks.models import Network
from regions.networks.rules import require_insider
from regions.networks.services import check_seen, lock_for
from regions.networks.sharing.models import Approach, ApproachTag, NetworkDocument, Reuse
from regions.networks.sharing.rules import may_change

#: Tags of one approach; more of them help nobody to find it.
MOST_TAGS = 8


def add_document(document: NetworkDocument, checked: CheckedFile, *, actor) -> NetworkDocument:
    """Keep a file that was judged to be harmless; only conveners and keepers publish files for a network."""
    document.name, document.kind, document.size = checked.name, checked.kind, len(checked.data)
    document.uploaded_by = actor
    document.file.save(checked.name, ContentFile(checked.data), save=False)
    try:
        with transaction.atomic():
            network = lock_for(actor, document.network)
            document.save()
            record(actor, "networks.add_document", network, document=document.title, public=document.is_public)
    except BaseException:
        # A row that is not there must not leave a file behind.
        document.file.storage.delete(document.file.name)
        raise
    return document


def _tags(names: Iterable[str]) -> list[ApproachTag]:
    """Tags by their names, each spelling once."""
    found = {}
    for name in names:
        slug = slugify(name, allow_unicode=True)[:60]
        if slug and slug not in found:
            found[slug], _created = ApproachTag.objects.get_or_create(slug=slug, defaults={"name": name[:60]})
    return list(found.values())[:MOST_TAGS]


@transaction.atomic
def save_approach(approach: Approach, *, tags: Iterable[str], actor, seen: int = 0) -> Approach:
    """Write down an approach, or change one's own. Raises Stale."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=approach.network_id)
    require_insider(actor, network)
    if approach.pk is None:
        approach.author = actor
        action = "networks.add_approach"
    else:
        if not may_change(actor, Approach.objects.get(pk=approach.pk)):
            raise PermissionDenied("approach")
        check_seen(approach, seen)
        approach.revision = seen + 1
        action = "networks.change_approach"
    approach.changed_at = timezone.now()
    approach.save()
    approach.tags.set(_tags(tags))
    record(actor, action, network, approach=approach.pk, public=approach.is_public)
    return approach


@transaction.atomic
def delete_approach(approach: Approach, *, actor) -> None:
    """Take an approach back, with what others said about using it."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=approach.network_id)
    if not may_change(actor, approach):
        raise PermissionDenied("approach")
    record(actor, "networks.delete_approach", network, approach=approach.pk)
    approach.delete()


@transaction.atomic
def reuse(approach: Approach, *, district, day: date, note: str, actor) -> Reuse:
    """Say that one uses somebody else's approach, and how it goes; saying it again changes what was said."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=approach.network_id)
    require_insider(actor, network)
    row, _created = Reuse.objects.update_or_create(
        approach=approach, user=actor, defaults={"district": district, "date": day, "note": note}
    )
    record(actor, "networks.reuse_approach", network, approach=approach.pk)
    return row


@transaction.atomic
def end_reuse(approach: Approach, *, actor) -> None:
    """Take back that one uses an approach."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=approach.network_id)
    require_insider(actor, network)
    Reuse.objects.filter(approach=approach, user=actor).delete()
    record(actor, "networks.end_reuse", network, approach=approach.pk)
