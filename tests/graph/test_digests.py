"""Digests: they are what the standard library would say."""

import hashlib

import pytest

from graph.digests import digest, quick_digest


@pytest.mark.parametrize("content", [b"", b"recipe Chat {}", bytes(range(256)) * 1_000])
def test_they_are_those_of_the_standard_library(content: bytes) -> None:
    assert digest(content) == hashlib.sha256(content).hexdigest()
    assert quick_digest(content) == hashlib.blake2b(content, digest_size=16).hexdigest()
