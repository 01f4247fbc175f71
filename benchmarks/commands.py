"""How long short commands take, from the shell's side: against a Python that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figure import Figure

ROOT = Path(__file__).parents[1]
NOTHING = ("-c", "pass")


def startup(small: bool) -> Iterator[Figure]:
    """`charm --version` and `charm --help`."""
    for word in ("--version", "--help"):
        yield _command(f"startup {word}", ("-m", "charm", word), "at most 1.5x", rounds=3 if small else 20)


def check(small: bool) -> Iterator[Figure]:
    """`charm check` of the chat."""
    words = ("-m", "charm", "check", "recipes/chat.recipe", "--no-cache")
    yield _command("check chat.recipe", words, "at most 8x", rounds=3 if small else 20)


def _command(name: str, words: tuple[str, ...], goal: str, rounds: int) -> Figure:
    with TemporaryDirectory() as bytecode:
        # What is installed has its bytecode beside it. Where a shell forbids Python to write any, or a source is newer
        # than its bytecode, every start would compile the whole program and that would be measured instead.
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environ["PYTHONPYCACHEPREFIX"] = bytecode
        for each in (words, NOTHING):
            _milliseconds(each, environ)
        pairs = ((_milliseconds(words, environ), _milliseconds(NOTHING, environ)) for _ in range(rounds))
        ours, peer = zip(*pairs, strict=True)
    return Figure(name, "ms", ours, peer, "python -c pass", goal)


def _milliseconds(words: tuple[str, ...], environ: dict[str, str]) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, check=True)
    return (perf_counter() - start) * 1e3
