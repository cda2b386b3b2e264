"""Charts as SVG: nothing but shapes and text, for a page without scripts and for a picture.

They are as wide as their place, and only their shapes stretch: a text is as large on a phone as on a desk.
Every chart has a name that is read out; the numbers themselves stand in a table beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

INK, QUIET, LINE = "#14212b", "#4d5c67", "#d5dde2"
COLOURS = ("#10246b", "#6f95e8", "#f0a830", "#b3121d")
"""Dark, light, lighter and dark again, side by side: told apart without colour too."""

_BOTTOM, _TOP, _ROW = 26, 12, 50
_LONGEST_BAR = 84.0  # per cent of the width: the rest is for the number after it
_MOST_LABELS = 8
_FONT = 'font-family="Inter, system-ui, sans-serif"'


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing over time."""

    name: str
    values: Sequence[int]


def columns(
    name: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    height: int = 240,
    written: Callable[[int], str] = str,
) -> str:
    """Stacked columns, one for each label.

    Args:
        name: what the chart shows, read out to those who do not see it.
        labels: what stands under the columns; as many are shown as there is room for.
        series: what is stacked, from the bottom to the top; a value for each label.
        height: of the whole, in pixels.
        written: a number as it is written.
    """
    totals = [sum(each.values[place] for each in series) for place in range(len(labels))]
    top = _round_up(max(totals, default=0))
    room = height - _TOP - _BOTTOM
    left = 2.5 + 2.4 * len(written(top))
    step = (100 - left) / max(len(labels), 1)
    parts = _grid(top, room, left, written)
    for place, label in enumerate(labels):
        start, base = left + place * step, float(_TOP + room)
        for each, colour in zip(series, COLOURS, strict=False):
            tall = each.values[place] * room / top
            base -= tall
            if tall:
                parts.append(_rectangle(start + step * 0.12, base, step * 0.76, tall, colour))
        if place % ceil(len(labels) / _MOST_LABELS) == 0:
            parts.append(_text(start + step / 2, height - 8, label, anchor="middle"))
    return _svg(name, height, parts)


def bars(name: str, values: Mapping[str, Sequence[int]], *, written: Callable[[int], str] = str) -> str:
    """Horizontal bars in parts, each under its name.

    Args:
        name: what the chart shows, read out to those who do not see it.
        values: by what stands over the bar: the parts that it is made of.
        written: a number as it is written.
    """
    most = max((sum(parts) for parts in values.values()), default=0) or 1
    shapes: list[str] = []
    for row, (label, amounts) in enumerate(values.items()):
        top, left = row * _ROW, 0.0
        shapes.append(_text(0, top + 16, _short(label), size=15, colour=INK))
        for amount, colour in zip(amounts, COLOURS, strict=False):
            wide = amount * _LONGEST_BAR / most
            shapes.append(_rectangle(left, top + 23, wide, 14, colour))
            left += wide
        shapes.append(_text(left, top + 35, written(sum(amounts)), size=15, colour=INK, after=8))
    return _svg(name, _ROW * max(len(values), 1), shapes)


def fixed(chart: str, width: int) -> str:
    """A chart with a width of its own, in pixels, for a page that cannot stretch it."""
    return chart.replace('width="100%"', f'width="{width}"', 1)


def _grid(top: int, room: int, left: float, written: Callable[[int], str]) -> list[str]:
    """The lines behind the columns, with their numbers."""
    parts: list[str] = []
    steps = 4 if top % 4 == 0 else 2 if top % 2 == 0 else 1
    for number in range(steps + 1):
        height = _TOP + room - number * room / steps
        parts += [
            f'<line x1="{left:.2f}%" x2="100%" y1="{height:.1f}" y2="{height:.1f}" stroke="{LINE}"/>',
            _text(left, height + 4, written(top * number // steps), anchor="end", after=-8),
        ]
    return parts


def _rectangle(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    return f'<rect x="{x:.2f}%" y="{y:.1f}" width="{wide:.2f}%" height="{tall:.1f}" fill="{colour}"/>'


def _text(  # noqa: PLR0913 what a text in a drawing has
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 13,
    colour: str = QUIET,
    after: int = 0,
) -> str:
    """A text at a place of the width in per cent, and so many pixels after it."""
    return (
        f'<text x="{x:.2f}%" dx="{after}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{colour}" {_FONT}>{escape(words)}</text>'
    )


def _svg(name: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}" role="img" '
        f'aria-label="{escape(name)}">{"".join(parts)}</svg>'
    )


def _short(label: str, longest: int = 42) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"


def _round_up(number: int) -> int:
    """The next number that an axis ends with: 1, 2, 4, 6, 8 or 10 times a power of ten."""
    if number <= 4:  # noqa: PLR2004 below it every whole number has its line
        return max(number, 1)
    power: int = 10 ** int(log10(number))
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= number)
