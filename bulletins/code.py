"""The QR code of the imprint, drawn as lines so that it stays sharp at any size."""

from __future__ import annotations

import io

NAME = "qr.svg"
SIZE_MM = 16.0  # a version-4 code of 33 modules then has modules of 0.4 mm, which phones read from a printed page


def qr_svg(address: str) -> bytes:
    """Return a QR code (error correction M, quiet zone of four modules, ISO/IEC 18004) as SVG."""
    import segno  # here, because most publications print no code and a worker need not load it

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return out.getvalue()
