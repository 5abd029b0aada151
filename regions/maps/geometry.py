"""Shapes of districts as paths of an SVG.

Source: `regions/data/districts.geojson` (BKG, dl-de/by-2-0). Longitude and latitude become x and y by an
equirectangular projection with the middle latitude, which for an area of this size cannot be told from an official one
on a screen.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "districts.geojson"
#: Units of the drawing for one degree of latitude: whole numbers are exact enough and short.
_SCALE = 1000
_MARGIN = 20


@dataclass(frozen=True)
class Shape:
    """One district: its path, the point its label stands at, and the corners of the box around it."""

    ags: str
    name: str
    state: str
    path: str
    label: tuple[int, int]
    box: tuple[int, int, int, int]


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """All districts there is a shape of, by their key; read once."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    west, south, _east, north = data["bbox"]
    stretch = math.cos(math.radians((south + north) / 2))

    def project(point: Iterable[float]) -> tuple[int, int]:
        longitude, latitude = point
        return round((longitude - west) * stretch * _SCALE), round((north - latitude) * _SCALE)

    found = (_shape(feature, project) for feature in data["features"])
    return {shape.ags: shape for shape in sorted(found, key=lambda shape: shape.ags)}


def _shape(feature: dict, project) -> Shape:
    known, geometry = feature["properties"], feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[project(point) for point in ring] for polygon in polygons for ring in polygon]
    xs = [x for ring in rings for x, _y in ring]
    ys = [y for ring in rings for _x, y in ring]
    return Shape(
        ags=known["ags"],
        name=known["name"],
        state=known["state_ags"],
        path="".join(_ring(ring) for ring in rings),
        label=project((known["label_lon"], known["label_lat"])),
        box=(min(xs), min(ys), max(xs), max(ys)),
    )


def _ring(points: list[tuple[int, int]]) -> str:
    """A closed line, written as steps from point to point: a third shorter than with places."""
    (x, y), *others = points
    steps = []
    for next_x, next_y in others[:-1]:
        steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z"


def states_with_shapes() -> list[str]:
    """Keys of the states whose districts can be drawn."""
    return sorted({shape.state for shape in shapes().values()})


def shapes_of(state: str = "") -> list[Shape]:
    """The districts of a state, or all; none for a state without shapes."""
    return [shape for shape in shapes().values() if not state or shape.state == state]


def view_box(of: list[Shape]) -> tuple[int, int, int, int]:
    """Left, top, width and height of the drawing that shows these shapes."""
    left, top = (min(shape.box[side] for shape in of) - _MARGIN for side in (0, 1))
    right, bottom = (max(shape.box[side] for shape in of) + _MARGIN for side in (2, 3))
    return left, top, right - left, bottom - top
