"""Cut the sprite of the icons that pages use out of the icon package."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from web.icons import ICONS

SPRITE = Path(__file__).resolve().parents[2] / "static" / "web" / "icons.svg"
NOTE = "<!-- Icons: Tabler Icons, MIT License, Copyright (c) Paweł Kuna. Made by manage.py build_icons. -->"
_SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")


class Command(BaseCommand):
    help = "Write web/static/web/icons.svg from the names in web/icons.py."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
        missing = [name for name in ICONS if not (folder / f"{name}.svg").is_file()]
        if missing:
            raise CommandError(f"Not in {folder}: {', '.join(missing)}")
        symbols = [symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in ICONS]
        head = '<svg xmlns="http://www.w3.org/2000/svg">'
        SPRITE.write_text("\n".join([NOTE, head, *symbols, "</svg>", ""]), encoding="utf-8")
        self.stdout.write(f"{len(symbols)} icons")


def symbol(name: str, svg: str) -> str:
    """One `<symbol>` with the icon's shapes, without the empty frame."""
    shapes = [shape for shape in _SHAPE.findall(svg) if 'd="M0 0h24v24H0z"' not in shape]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>'
