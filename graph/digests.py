"""SHA-256 and BLAKE2, without loading OpenSSL.

`hashlib` loads all of OpenSSL first, which takes as long as twenty modules of ours, at the start of every command.
Python has both itself; `random` of the standard library takes its SHA-512 from there for the same reason.
"""

import sys

try:
    from _blake2 import blake2b

    if sys.version_info >= (3, 12):
        from _sha2 import sha256  # type: ignore[import-not-found]
    else:
        from _sha256 import sha256  # type: ignore[import-not-found]
except ImportError:
    # Of a Python that was built without its own.
    from hashlib import blake2b, sha256

_BYTES = 16


def digest(content: bytes) -> str:
    """The SHA-256 of the content, for documents: 64 hex digits."""
    hexadecimal: str = sha256(content).hexdigest()
    return hexadecimal


def quick_digest(content: bytes) -> str:
    """The BLAKE2b of the content, for what stays on this machine: 32 hex digits, in half of the time."""
    return blake2b(content, digest_size=_BYTES).hexdigest()
