"""What the synopsis adds to pages of features below: the way to it from paragraphs and chapters."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from consultations.contributions.extensions import target_panels
from consultations.contributions.targets import Target
from consultations.process.enums import TargetKind
from consultations.synthesis.models import Finding


@target_panels.add(order=10, template="consultations/results/synopsis/panel_target.html")
def weighed_here(request: HttpRequest, described: Target) -> dict[str, Any] | None:
    """The synopsis of a paragraph or chapter, once something of the process is answered; one query."""
    process = described.process
    limits = {TargetKind.PARAGRAPH: "absatz", TargetKind.SECTION: "kapitel", TargetKind.DRAFT: ""}
    if described.kind not in limits or not Finding.objects.public().filter(process=process).exists():
        return None
    value = described.object.number if described.kind == TargetKind.PARAGRAPH else described.lineage
    name = limits[TargetKind(described.kind)]
    url = reverse("synopsis:synopsis", kwargs={"process_slug": process.slug})
    return {"url": f"{url}?{urlencode({name: value})}" if name else url, "kind": described.kind}
