"""Charts as SVG: nothing but shapes and text, for a page without scripts and for a picture.

Every chart has a name that is read out; the numbers themselves stand in a table beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

INK, QUIET, LINE = "#14212b", "#4d5c67", "#d5dde2"
COLOURS = ("#10246b", "#6f95e8", "#f0a830", "#b3121d")
"""Dark, light, lighter and dark again, side by side: told apart without colour too."""

_LEFT, _BOTTOM, _TOP = 40, 26, 12
_ROW = 30
_FONT = 'font-family="Inter, system-ui, sans-serif"'


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing over time."""

    name: str
    values: Sequence[int]


def columns(
    name: str, labels: Sequence[str], series: Sequence[Series], width: int = 600, height: int = 240
) -> str:
    """Stacked columns, one for each label.

    Args:
        name: what the chart shows, read out to those who do not see it.
        labels: what stands under the columns; as many are shown as there is room for.
        series: what is stacked, from the bottom to the top; a value for each label.
        width: in pixels, as height is.
        height: of the whole.
    """
    totals = [sum(each.values[place] for each in series) for place in range(len(labels))]
    top = _round_up(max(totals, default=0))
    room = height - _TOP - _BOTTOM
    step = (width - _LEFT) / max(len(labels), 1)
    parts = [_grid(top, room, width)]
    for place, label in enumerate(labels):
        left, base = _LEFT + place * step, float(_TOP + room)
        for each, colour in zip(series, COLOURS, strict=False):
            tall = each.values[place] * room / top
            base -= tall
            if tall:
                parts.append(
                    f'<rect x="{left + step * 0.12:.1f}" y="{base:.1f}" width="{step * 0.76:.1f}" '
                    f'height="{tall:.1f}" fill="{colour}"/>'
                )
        if place % ceil(len(labels) / 8) == 0:
            parts.append(_text(left + step / 2, height - 8, label, anchor="middle"))
    return _svg(name, width, height, parts)


def bars(name: str, values: Mapping[str, Sequence[int]], width: int = 600) -> str:
    """Horizontal bars, one for each name, in parts.

    Args:
        name: what the chart shows, read out to those who do not see it.
        values: by what stands before the bar: the parts that it is made of.
        width: in pixels.
    """
    before, after = width * 0.47, 56
    most = max((sum(parts) for parts in values.values()), default=0) or 1
    shapes: list[str] = []
    for row, (label, amounts) in enumerate(values.items()):
        middle = row * _ROW + _ROW / 2
        left = before
        shapes.append(_text(before - 10, middle + 5, _short(label), anchor="end", size=15, colour=INK))
        for amount, colour in zip(amounts, COLOURS, strict=False):
            wide = amount * (width - before - after) / most
            shapes.append(
                f'<rect x="{left:.1f}" y="{middle - 9:.1f}" width="{wide:.1f}" height="18" fill="{colour}"/>'
            )
            left += wide
        shapes.append(_text(left + 8, middle + 5, str(sum(amounts)), size=15, colour=INK))
    return _svg(name, width, _ROW * max(len(values), 1), shapes)


def _grid(top: int, room: int, width: int) -> str:
    """The lines behind the columns, with their numbers."""
    parts: list[str] = []
    steps = 4 if top % 4 == 0 else 2 if top % 2 == 0 else 1
    for number in range(steps + 1):
        height = _TOP + room - number * room / steps
        parts += [
            f'<line x1="{_LEFT}" x2="{width}" y1="{height:.1f}" y2="{height:.1f}" stroke="{LINE}"/>',
            _text(_LEFT - 8, height + 4, str(top * number // steps), anchor="end"),
        ]
    return "".join(parts)


def _text(  # noqa: PLR0913 what a text in a drawing has
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, colour: str = QUIET
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}" {_FONT}>'
        f"{escape(words)}</text>"
    )


def _svg(name: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(name)}">{"".join(parts)}</svg>'
    )


def _short(label: str, longest: int = 32) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"


def _round_up(number: int) -> int:
    """The next number that an axis ends with: 1, 2, 4, 6, 8 or 10 times a power of ten."""
    if number <= 4:  # noqa: PLR2004 below it every whole number has its line
        return max(number, 1)
    power: int = 10 ** int(log10(number))
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= number)
