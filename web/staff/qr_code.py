"""An address as a QR code of which a quarter may be scratched or dirty, drawn to memory."""

import io
from typing import Final

import segno

PNG_SCALE: Final = 24
"""Pixels to a module: a code of 33 modules with its quiet zone is a thousand wide, sharp on any poster."""


def svg(address: str) -> bytes:
    """A drawing on white, as wide as its frame."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", light="#fff", omitsize=True, svgclass=None)
    return out.getvalue()


def png(address: str) -> bytes:
    """The same as an image."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=PNG_SCALE)
    return out.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="q", micro=False)
