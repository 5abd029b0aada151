"""Bars and lines as SVG, made here: for downloads and reports, and on pages beside a table with the same numbers.

Each picture stands alone: colours are attributes (no style sheet, no script), every colour has a pattern of its own and
the number beside it, so that it is read without colours and on paper. The colours keep 3:1 against white.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from textwrap import wrap

from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

#: Pattern by name: what is drawn in white over the colour, in a tile of 8 × 8.
PATTERNS = {
    "plain": "",
    "stripes": '<path d="M0 8L8 0" stroke="#fff" stroke-width="2"/>',
    "lines": '<path d="M0 4H8" stroke="#fff" stroke-width="2"/>',
    "dots": '<circle cx="4" cy="4" r="2" fill="#fff"/>',
    "grid": '<path d="M0 4H8M4 0V8" stroke="#fff" stroke-width="1.5"/>',
}

_LABEL_WIDTH, _BAR_WIDTH, _NUMBERS_WIDTH, _ROW, _BAR = 290, 330, 120, 34, 18
_NOTE_CHARACTERS = 105
_WIDTH = _LABEL_WIDTH + _BAR_WIDTH + _NUMBERS_WIDTH
_numbers = count(1)


@dataclass(frozen=True)
class Series:
    """One part of every bar: its name, colour (`#rrggbb`) and pattern (a key of `PATTERNS`)."""

    label: str
    color: str
    pattern: str = "plain"


def stacked_bars(
    title: str, series: Sequence[Series], rows: Sequence[tuple[str, Sequence[int]]], *, note: str = ""
) -> SafeString:
    """A picture of horizontal bars: each row is (label, one count for each series, none below zero).

    Labels longer than about 36 characters are cut with "…"; the table beside the picture has them in full. With `note`
    the picture says below where it is from, for those who take it along. Raises ValueError when a row has another
    number of counts than there are series.
    """
    if any(len(counts) != len(series) for _label, counts in rows):
        raise ValueError("Every row needs one count for each series.")
    chart = next(_numbers)
    longest = max((sum(counts) for _label, counts in rows), default=0) or 1
    head = 22 * len(series) + 12 if len(series) > 1 else 8
    lines = wrap(note, _NOTE_CHARACTERS)
    foot = head + _ROW * len(rows) + 6
    height = foot + (18 * len(lines) + 8 if lines else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' aria-labelledby="kd-chart-{chart}" font-family="Fira Sans, sans-serif" font-size="13">',
        f'<title id="kd-chart-{chart}">{escape(title)}</title>',
        "<defs>" + "".join(_pattern(chart, index, one) for index, one in enumerate(series)) + "</defs>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
    ]
    fills = [_fill(chart, index, one) for index, one in enumerate(series)]
    if len(series) > 1:
        parts += [_key(fills[index], index, one) for index, one in enumerate(series)]
    for index, (label, counts) in enumerate(rows):
        parts += _row(fills, head + _ROW * index, label, counts, longest)
    for index, line in enumerate(lines):
        parts.append(f'<text x="0" y="{foot + 14 + 18 * index}" fill="#4a5560" font-size="11">{escape(line)}</text>')
    return mark_safe("".join(parts) + "</svg>")


def _pattern(chart: int, index: int, series: Series) -> str:
    return (
        f'<pattern id="kd-chart-{chart}-{index}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{escape(series.color)}"/>{PATTERNS[series.pattern]}</pattern>'
    )


def _fill(chart: int, index: int, series: Series) -> str:
    """A plain colour needs no pattern: between its tiles some viewers draw seams."""
    return f"url(#kd-chart-{chart}-{index})" if PATTERNS[series.pattern] else escape(series.color)


def _key(fill: str, index: int, series: Series) -> str:
    y = 8 + 22 * index
    return (
        f'<rect x="0" y="{y}" width="16" height="14" fill="{fill}" stroke="#333"/>'
        f'<text x="24" y="{y + 12}" fill="#171a2b">{escape(series.label)}</text>'
    )


def _row(fills: Sequence[str], y: int, label: str, counts: Sequence[int], longest: int) -> list[str]:
    short = label if len(label) <= 36 else label[:35].rstrip() + "…"
    parts = [f'<text x="{_LABEL_WIDTH - 8}" y="{y + 14}" text-anchor="end" fill="#171a2b">{escape(short)}</text>']
    x = float(_LABEL_WIDTH)
    for index, number in enumerate(counts):
        if number:
            width = _BAR_WIDTH * number / longest
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{fills[index]}" stroke="#fff"/>'
            )
            x += width
    parts.append(f'<text x="{x + 6:.1f}" y="{y + 14}" fill="#171a2b">{" + ".join(str(n) for n in counts if n)}</text>')
    return parts


_PLOT_WIDTH, _PLOT_HEIGHT, _LEFT, _TOP, _BOTTOM = 560, 200, 36, 34, 34


def line_chart(
    title: str, points: Sequence[tuple[date, Decimal]], *, unit: str = "", target: Decimal | None = None
) -> SafeString:
    """A picture of values over time, in the order of their days, each with its number; a target is a dashed line.

    The scale begins at nought, or below it where a value does. Raises ValueError without any point.
    """
    if not points:
        raise ValueError("A line needs points.")
    chart = next(_numbers)
    values = [float(value) for _day, value in points] + ([float(target)] if target is not None else [])
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    spots = _spots(points, low, span)
    width, height = _LEFT * 2 + _PLOT_WIDTH, _TOP + _PLOT_HEIGHT + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="kd-chart-{chart}" font-family="Fira Sans, sans-serif" font-size="13" fill="#171a2b">',
        f'<title id="kd-chart-{chart}">{escape(title)}</title>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="16">{escape(unit)}</text>' if unit else "",
        _level(_height(0.0, low, span), "#333", 'stroke-width="1"'),
    ]
    if target is not None:
        y = _height(float(target), low, span)
        parts.append(_level(y, "#8a3b00", 'stroke-width="2" stroke-dasharray="8 5"'))
        legend = escape(_("to be reached: %(value)s") % {"value": _number(target)})
        parts.append(f'<text x="{width - 8}" y="16" text-anchor="end" fill="#8a3b00">- - {legend}</text>')
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    parts.append(f'<polyline points="{way}" fill="none" stroke="#1b5e7a" stroke-width="3"/>')
    for index, ((day, value), (x, y)) in enumerate(zip(points, spots, strict=True)):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#1b5e7a"/>')
        # Where points stand close together, every number would lie on the next one.
        if index == len(points) - 1 or spots[index + 1][0] - x >= 46:
            when = date_format(day, "m/Y")
            parts.append(f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle">{_number(value)}</text>')
            parts.append(f'<text x="{x:.1f}" y="{height - 10}" text-anchor="middle">{when}</text>')
    return mark_safe("".join(parts) + "</svg>")


def _spots(points: Sequence[tuple[date, Decimal]], low: float, span: float) -> list[tuple[float, float]]:
    first, last = points[0][0], points[-1][0]
    days = (last - first).days or 1
    return [
        (_LEFT + _PLOT_WIDTH * (day - first).days / days, _height(float(value), low, span)) for day, value in points
    ]


def _height(value: float, low: float, span: float) -> float:
    return _TOP + _PLOT_HEIGHT * (1 - (value - low) / span)


def _level(y: float, color: str, look: str) -> str:
    return f'<line x1="{_LEFT}" x2="{_LEFT + _PLOT_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{color}" {look}/>'


def _number(value: Decimal) -> str:
    return number_format(Decimal(value).normalize() if value % 1 else int(value), force_grouping=True)
