"""What a wheel carries besides the two packages: migrations, the built web client and the geodata (see silog.shipped).

An editable installation finds them in the checkout and needs none of this.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFilesHook(BuildHookInterface[Any]):
    """Adds the shipped folders to a standard wheel; a wheel without the web client is refused, not made quietly."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "web" / "dist" / "index.html").exists():
            message = "web/dist is missing: build the web client first (make web)."
            raise FileNotFoundError(message)
        for source, target in (("migrations", "silog/_migrations"), ("web/dist", "silog/_web"), ("gis/data", "silog_gis/_data")):
            _include(root / source, target, build_data)


def _include(folder: Path, target: str, build_data: dict[str, Any]) -> None:
    for file in folder.rglob("*"):
        if file.is_file() and not {"__pycache__", "recipe"} & set(file.parts):
            build_data["force_include"][str(file)] = f"{target}/{file.relative_to(folder)}"
