"""What pages say about a region, with the date and source the licence of the data asks for (see regions/data)."""

from datetime import date

#: The number of people is of this day, on the basis of the census of 2011.
POPULATION_DATE = date(2021, 12, 31)
#: Has to be named beside codes, names and numbers of people.
DATA_SOURCE = "© Statistisches Bundesamt (Destatis), 2022"


def order_of_magnitude(population: int | None) -> int | None:
    """The number of people rounded to what it can be trusted for: newer censuses differ by some per cent."""
    if population is None:
        return None
    return round(population, -4 if population >= 1_000_000 else -3 if population >= 10_000 else -2)
