"""Finding a region by what somebody wrote: its official key or its name."""

import re

from django.utils.translation import gettext as _

from regions.places.models import Region

_DIGITS = re.compile(r"^\d{1,8}$")


class RegionUnknown(ValueError):
    """No region, or more than one, is meant by this; the text says so in words for staff."""


class RegionFinder:
    """Knows all regions; reads them once, so that the rows of a table cost no queries."""

    def __init__(self) -> None:
        self.by_ags: dict[str, Region] = {}
        self.by_name: dict[str, list[Region]] = {}
        for region in Region.objects.all():
            self.by_ags[region.ags] = region
            self.by_name.setdefault(region.name.casefold(), []).append(region)

    def find(self, written: str) -> Region:
        """The region of a key or name. Raises RegionUnknown."""
        typed = " ".join(written.split())
        if _DIGITS.match(typed):
            # A number cell loses the zero a key begins with.
            length = next(length for length in (2, 5, 8) if len(typed) <= length)
            region = self.by_ags.get(typed.zfill(length))
            if region is None:
                raise RegionUnknown(_("There is no region with the key %(key)s.") % {"key": typed})
            return region
        named = self.by_name.get(typed.casefold(), [])
        if len(named) > 1:
            keys = "; ".join(f"{region.ags} ({region.kind or region.get_level_display()})" for region in named[:5])
            raise RegionUnknown(_("Several regions have this name. Please write the key: %(keys)s.") % {"keys": keys})
        if not named:
            raise RegionUnknown(_("There is no region “%(name)s”.") % {"name": typed[:80]})
        return named[0]
