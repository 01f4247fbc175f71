"""Files that lie beside a recipe, without a disk."""

import posixpath
from collections.abc import Mapping

from compiler.imports import Read, Unread


def beside(files: Mapping[str, str]) -> Read:
    """Reads these files; a name that ends in `/` is a folder."""

    def read(name: str) -> bytes | Unread:
        if name in files:
            return files[name].encode("utf-8", "surrogateescape")
        if f"{name}/" in files:
            return Unread("Is a directory")
        there = (each for each in files if posixpath.dirname(each) == posixpath.dirname(name))
        return Unread(None, tuple(posixpath.basename(each) for each in there))

    return read
