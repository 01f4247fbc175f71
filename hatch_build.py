"""How `charm` comes onto the PATH: a launcher of ours where a script can be run, an entry point on Windows.

One name cannot be both, since pip leaves out a script that is called like an entry point. So a wheel is for the kind
of system that built it; `pip install .` builds its own.
"""

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_WINDOWS = sys.platform == "win32"


class EntryPoint(MetadataHookInterface):
    """`[project.scripts]`, on Windows."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in the field that pyproject.toml calls dynamic."""
        metadata["scripts"] = {"charm": "charm.__main__:run"} if _WINDOWS else {}


class Launcher(BuildHookInterface):
    """`launcher/charm`, elsewhere. Its `#!python` becomes the Python that it is installed for."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add it to the wheel, editable or not."""
        if not _WINDOWS:
            build_data["shared_scripts"]["launcher/charm"] = "charm"
