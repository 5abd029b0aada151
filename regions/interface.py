"""The public interface of the regions: places and the directory of offices."""

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from frontend.interface import ERRORS, Pages
from regions.offices.models import Office
from regions.offices.queries import for_display
from regions.places.models import Region, RegionLevel

router = Router(tags=["regions"])


class RegionOut(Schema):
    """A state, district or municipality."""

    ags: str = Field(description="Official key (Amtlicher Gemeindeschlüssel): 2, 5 or 8 digits.")
    level: RegionLevel
    name: str
    kind: str
    parent: str | None = Field(description="Official key of the region it belongs to.")
    seat: str
    population: int | None
    nuts: str

    @staticmethod
    def resolve_parent(row: Region) -> str | None:
        return row.parent.ags if row.parent else None


class OfficeSiteOut(Schema):
    """A place where an office can be found."""

    town: str
    address: str
    hours: str
    serves: str


class OfficeOut(Schema):
    """A municipal commissioner's or coordinator's office, as the directory shows it."""

    region: str = Field(description="Official key of the district.")
    kind: str
    title: str
    unit: str
    area: str
    employment: str
    double_functions: list[str]
    started: str = Field(description="A year, a month or a day.")
    contact_name: str
    email: str
    phone: str
    website: str
    is_fact: bool = Field(description="From a public source; other values of a demonstration are invented.")
    source: str
    sites: list[OfficeSiteOut]
    url: str

    @staticmethod
    def resolve_region(row: Office) -> str:
        return row.region.ags

    @staticmethod
    def resolve_sites(row: Office) -> list[Any]:
        return list(row.sites.all())

    @staticmethod
    def resolve_url(row: Office, context: dict[str, Any]) -> str:
        return context["request"].build_absolute_uri(row.get_absolute_url())


@router.get("/regions", response={200: list[RegionOut], **ERRORS}, summary="Regions")
@paginate(Pages)
def regions(
    request: HttpRequest,
    level: Literal["state", "district", "municipality"] | None = None,
    parent: str | None = Query(None, pattern=r"^\d{2}(\d{3}(\d{3})?)?$"),
) -> QuerySet[Region]:
    """All regions with their official keys, or those of one level or within one region."""
    rows = Region.objects.select_related("parent")
    rows = rows.filter(level=level) if level else rows
    return rows.filter(parent__ags=parent) if parent else rows


@router.get("/regions/{ags}", response={200: RegionOut, **ERRORS}, summary="One region")
def region(request: HttpRequest, ags: str) -> Region:
    """One region by its official key."""
    return get_object_or_404(Region.objects.select_related("parent"), ags=ags)


@router.get("/offices", response={200: list[OfficeOut], **ERRORS}, summary="Offices")
@paginate(Pages)
def offices(
    request: HttpRequest, region: str | None = Query(None, pattern=r"^\d{2}(\d{3}(\d{3})?)?$")
) -> QuerySet[Office]:
    """Offices of the directory, of a district or of a state and everything in it."""
    rows = for_display(Office.objects.public())
    return rows.filter(region__ags__startswith=region) if region else rows
