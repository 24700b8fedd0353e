"""The few files of the front-end packages that pages need, out of the hundreds that npm installs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

NODE_MODULES = Path(__file__).resolve().parent.parent / "node_modules"

# Folder under /static/vendor/ -> package folder, files. Source maps come along: the scripts name them.
# Of Tabler pages load only the part that they use (web/tabler.py).
FILES = {
    "htmx": ("htmx.org/dist", ["htmx.min.js"]),
    "leaflet": (
        "leaflet/dist",
        [
            "leaflet.css",
            "leaflet.js",
            "leaflet.js.map",
            "images/layers.png",
            "images/layers-2x.png",
            "images/marker-icon.png",
            "images/marker-icon-2x.png",
            "images/marker-shadow.png",
        ],
    ),
}


class VendorFinder(BaseFinder):
    """Finds `vendor/<name>/<file>` for the files listed in `FILES`, and no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storages: dict[str, FileSystemStorage] = {}
        for name, (folder, _) in FILES.items():
            self.storages[name] = FileSystemStorage(location=NODE_MODULES / folder)
            self.storages[name].prefix = f"vendor/{name}"  # type: ignore[attr-defined]  # what collectstatic reads

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The absolute path of a vendored file; an empty list when it is none of ours."""
        vendor, _, rest = path.partition("/")
        name, _, inside = rest.partition("/")
        if vendor != "vendor" or inside not in FILES.get(name, ("", []))[1]:
            return []
        found = self.storages[name].path(inside)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name, (_, files) in FILES.items():
            for file in files:
                yield file, self.storages[name]
