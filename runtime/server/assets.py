"""What pages load besides themselves: the script, the stylesheet, the icon. No build step stands before them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from importlib import resources

MEDIA_TYPES: Mapping[str, str] = {
    "client.js": "text/javascript",
    "drag.js": "text/javascript",
    "theme.css": "text/css",
    "icon.svg": "image/svg+xml",
}

# Comments of the script are a quarter of what would go over the wire. These are the ways in which ours are written;
# no text or pattern in it looks like one.
_COMMENTS = re.compile(r"/\*\*.*?\*/ ?|^ *//[^\n]*\n|^ *\n", re.DOTALL | re.MULTILINE)


def without_comments(script: str) -> str:
    """The script as browsers need it: types and reasons left out."""
    return _COMMENTS.sub("", script)


def _read(name: str) -> bytes:
    content = resources.files("runtime.server").joinpath("client", name).read_bytes()
    return without_comments(content.decode()).encode() if name.endswith(".js") else content


ASSETS: Mapping[str, bytes] = {name: _read(name) for name in MEDIA_TYPES}
ASSETS_HASH = sha256(b"".join(ASSETS.values())).hexdigest()[:16]
"""Part of the address of every asset, so that a browser may keep what it has and never has an old one."""
