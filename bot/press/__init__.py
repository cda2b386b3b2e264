"""Setting type: templates and data → PDF and pictures, by Typst, with fonts of our own.

Typst comes as a compiler inside its Python package, so that a bare machine prints the same page as ours. A
template is a ``.typ`` file that reads its data from ``sys.inputs.data``, as JSON.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
"""Inter, under the SIL Open Font License; embedded into every PDF."""


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """A document, tagged for screen readers (PDF/UA-1), with its fonts inside."""
    import typst  # noqa: PLC0415 - 7 MB that most processes never need

    made: bytes = typst.compile(template, **_how(template, data), format="pdf", pdf_standards=["ua-1"])
    return made


def png(template: Path, data: Mapping[str, Any], dots_per_inch: float = 144) -> bytes:
    """The first page as a picture."""
    import typst  # noqa: PLC0415 - likewise

    made = typst.compile(template, **_how(template, data), format="png", ppi=dots_per_inch)
    return made if isinstance(made, bytes) else made[0]


def _how(template: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    """What both kinds of output need: the data, our fonts and no others."""
    return {
        "root": template.parent,
        "font_paths": [FONTS],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }
