"""The working days of a Land: Monday to Friday, without its public holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from consultations.process.models import Process

#: The first two digits of an official key (AGS), and the Land as ISO 3166-2 names it.
LAND_BY_AGS = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}
#: A mistyped year must not keep the server counting.
_LONGEST = timedelta(days=20 * 366)


def land_of(process: Process) -> str | None:
    """The Land whose calendar counts, by the region of the process; None for the holidays all Länder have."""
    return LAND_BY_AGS.get(process.region.ags[:2]) if process.region_id else None


@lru_cache(maxsize=256)
def _holidays_of(land: str | None, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("DE", subdiv=land, years=year, language="de"))


def holiday_name(day: date, land: str | None) -> str:
    """The German name of the public holiday a day is, empty for none."""
    return _holidays_of(land, day.year).get(day, "")


def is_working_day(day: date, land: str | None) -> bool:
    return day.weekday() < 5 and not holiday_name(day, land)


def working_days(first: date, last: date, land: str | None) -> int:
    """How many working days there are from the first to the last day, both included."""
    if last < first or last - first > _LONGEST:
        return 0 if last < first else 9999
    days = (last - first).days + 1
    return sum(is_working_day(first + timedelta(days=number), land) for number in range(days))


def add_working_days(day: date, number: int, land: str | None) -> date:
    """The working day that lies so many working days behind a day."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day, land)
    return day
