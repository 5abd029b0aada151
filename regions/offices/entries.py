"""An entry of the directory as plain values: what forms give, changes propose, tables hold and comparisons show.

Values are what JSON can say: texts, lists of texts, positions as text ("6.5"), sites as a list of dicts whose
municipalities are official keys.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from regions.offices.enums import DoubleFunction, Employment, OfficeKind
from regions.offices.models import Office, OfficeSite
from regions.offices.partial_dates import shown_partial
from regions.places.models import Region, RegionLevel

#: What the office itself may propose to change, in the order of forms and comparisons.
HOLDER_FIELDS = (
    "title",
    "unit",
    "area",
    "employment",
    "double_functions",
    "started",
    "contact_name",
    "email",
    "phone",
    "website",
    "postal_address",
    "tasks",
    "steered_by",
    "planned_positions",
    "filled_positions",
    "funding",
    "related_services",
    "note",
    "sites",
)
#: What staff alone decide.
STAFF_FIELDS = ("kind", "source", "is_fact")
FIELDS = (*HOLDER_FIELDS, *STAFF_FIELDS)
_POSITIONS = ("planned_positions", "filled_positions")
SITE_TEXTS = ("town", "address", "hours", "serves")

Entry = dict[str, Any]


def written_decimal(value: Decimal | None) -> str:
    """A number of positions as text, without zeros behind the comma."""
    return "" if value is None else format(value.normalize(), "f")


def entry_of(office: Office) -> Entry:
    """All values of an office; reads its sites."""
    values = {name: getattr(office, name) for name in FIELDS if name != "sites"}
    values |= {name: written_decimal(values[name]) for name in _POSITIONS}
    values["double_functions"] = sorted(values["double_functions"])
    return values | {"sites": [_site(site) for site in office.sites.all()]}


def _site(site: OfficeSite) -> dict[str, Any]:
    texts = {name: getattr(site, name) for name in SITE_TEXTS}
    return texts | {"municipalities": sorted(region.ags for region in site.municipalities.all())}


def differences(office: Office, values: Entry) -> list[str]:
    """Names of the fields in which these values differ from the entry, in the order of the form."""
    current = entry_of(office)
    return [name for name in FIELDS if name in values and values[name] != current[name]]


def set_values(office: Office, values: Entry) -> None:
    """Put values into the office, but not its sites; nothing is saved."""
    for name, value in values.items():
        if name in _POSITIONS:
            value = Decimal(value) if value else None
        if name != "sites":
            setattr(office, name, value)


def write_sites(office: Office, sites: Iterable[dict[str, Any]]) -> None:
    """Replace the sites of an office, inside the caller's transaction."""
    office.sites.all().delete()
    keys = {ags for row in sites for ags in row["municipalities"]}
    known = Region.objects.filter(level=RegionLevel.MUNICIPALITY).in_bulk(keys, field_name="ags") if keys else {}
    for order, row in enumerate(sites, start=1):
        site = OfficeSite.objects.create(office=office, order=order, **{name: row[name] for name in SITE_TEXTS})
        site.municipalities.set([known[ags] for ags in row["municipalities"] if ags in known])


# --- in words --------------------------------------------------------------------------------------------------------


def label_of_field(name: str) -> str:
    """What a field is called on pages."""
    if name == "sites":
        return _("Sites")
    label = str(Office._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def in_words(name: str, value: Any, names: dict[str, str] | None = None) -> str:
    """A value as people read it; `names` are those of municipalities by key."""
    choices = {"employment": Employment, "kind": OfficeKind}
    if name in choices:
        return str(dict(choices[name].choices).get(value, ""))
    if name == "double_functions":
        labels = dict(DoubleFunction.choices)
        return ", ".join(str(labels.get(key, key)) for key in value)
    if name == "started":
        return shown_partial(value)
    if name == "is_fact":
        return _("yes") if value else _("no")
    if name in _POSITIONS:
        return number_format(Decimal(value)) if value else ""
    if name == "sites":
        return "\n".join(_site_in_words(row, names or {}) for row in value)
    return value


def _site_in_words(row: dict[str, Any], names: dict[str, str]) -> str:
    parts = [row[name] for name in SITE_TEXTS if row[name]]
    served = ", ".join(names.get(ags, ags) for ags in row["municipalities"])
    return " · ".join([*parts, *([served] if served else [])])


def municipality_names(*entries: Entry) -> dict[str, str]:
    """Names of all municipalities that are in the sites of some entries, by key."""
    keys = {ags for entry in entries for row in entry.get("sites", []) for ags in row["municipalities"]}
    return dict(Region.objects.filter(ags__in=keys).values_list("ags", "name")) if keys else {}


def comparison(before: Entry, after: Entry, names: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of field, old and new value in words."""
    places = municipality_names(before, after)
    return [
        {
            "name": name,
            "label": label_of_field(name),
            "old": in_words(name, before.get(name, ""), places),
            "new": in_words(name, after[name], places),
        }
        for name in names
    ]
