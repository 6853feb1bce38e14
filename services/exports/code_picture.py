"""A rotating code as a picture that a phone reads from a screen or a wall."""

from __future__ import annotations

from io import BytesIO

SCALE = 8
"""Units of the drawing for a module of the code; a drawing of lines grows without loss."""


def draw_code(text: str) -> bytes:
    """A QR code (ISO/IEC 18004) of a text, as SVG."""
    # Here and not above: most processes never draw one.
    import segno

    drawing = BytesIO()
    segno.make(text, micro=False, error="m").save(drawing, kind="svg", scale=SCALE, xmldecl=False)
    return drawing.getvalue()
