"""Names that the runtime gives: of charms and events at random, of visitors and initial values by a keyed hash.

A keyed hash gives the same name on every page and after every restart without anything being stored, and tells
nobody who lacks the space's secret anything about what it was made of.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import random as chance

ID_BITS = 128


def mint(random: chance.Random) -> str:
    """A fresh Id of 128 bits: 22 characters of the URL-safe alphabet."""
    return _text(random.getrandbits(ID_BITS).to_bytes(ID_BITS // 8, "big"))


def keyed(secret: bytes, *parts: str) -> str:
    """The Id that belongs to these parts."""
    return _text(_digest(secret, parts)[: ID_BITS // 8])


def keyed_number(secret: bytes, *parts: str) -> float:
    """The Number in 0..1 that belongs to these parts: 53 bits, as many as a float tells apart."""
    return (int.from_bytes(_digest(secret, parts)[:8], "big") >> 11) / (1 << 53)


def me_of(secret: bytes, visitor: str) -> str:
    """The public Id of a visitor: the same in every charm of the space."""
    return keyed(secret, "me", visitor)


def _digest(secret: bytes, parts: tuple[str, ...]) -> bytes:
    # Lengths in front, so that ("a", "bc") and ("ab", "c") differ.
    message = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(secret, message.encode(), hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
