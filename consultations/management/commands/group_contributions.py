"""Sign contributions that were there before, and propose groups of near-identical ones."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.matching import place
from consultations.moderation.campaigns.models import CampaignMember, Signature
from consultations.process.models import Process

#: So many are placed in one transaction: workers of the same process wait for no longer than that.
BATCH = 100


class Command(BaseCommand):
    """Decisions on groups stay; with --rebuild the texts are signed anew, after the way of comparing them changed."""

    help = "Finds near-identical contributions among those that were there before and proposes them as groups."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--process", help="Slug of the process; all processes without it.")
        parser.add_argument("--rebuild", action="store_true", help="Sign every text anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Contribution.objects.received().filter(is_official_reply=False)
        if slug := options["process"]:
            if not Process.objects.filter(slug=slug).exists():
                raise CommandError(f"There is no process {slug}.")
            rows = rows.filter(process__slug=slug)
        if options["rebuild"]:
            Signature.objects.filter(contribution__in=rows.order_by().values("pk")).delete()
        keys = list(rows.filter(signature__isnull=True).order_by("received_at", "pk").values_list("pk", flat=True))
        started = monotonic()
        for at in range(0, len(keys), BATCH):
            with transaction.atomic():
                found = Contribution.objects.in_bulk(keys[at : at + BATCH])
                for pk in keys[at : at + BATCH]:
                    if pk in found:
                        place(found[pk])
        grouped = CampaignMember.objects.grouped().filter(contribution__in=keys).count()
        self.stdout.write(f"{len(keys)} contributions signed in {monotonic() - started:.1f} s, {grouped} in groups.")
