"""How much CPU time short commands take, as processes: against a Python that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.figure import Figure
from benchmarks.peers import lark_parser

ROOT = Path(__file__).parents[1]
NOTHING = ("-c", "pass")


def startup(small: bool) -> Iterator[Figure]:
    """`charm --version` and `charm --help`, by the launcher that an install puts onto the PATH."""
    for word in ("--version", "--help"):
        yield _command(f"startup {word}", ("launcher/charm", word), "at most 1.5x", rounds=3 if small else 20)


def check(small: bool) -> Iterator[Figure]:
    """`charm check` of the chat, compiled and remembered."""
    words = ("-m", "charm", "check", "recipes/chat.recipe")
    rounds = 3 if small else 20
    yield _command("check chat.recipe", (*words, "--no-cache"), "at most 8x", rounds)
    yield _command("check chat unchanged", words, "none set", rounds)


def check_cold(small: bool) -> Iterator[Figure]:
    """`charm check` of the recipes that ship, by a process that nothing was kept for; stock Lark that parses them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "recipes").glob("*.recipe"))]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "given.json"
        file.write_bytes(msgspec.json.encode([lark_parser.given(text) for text in texts]))
        words = ("-m", "charm", "check", "recipes", "--no-cache")
        lark = ("-m", "benchmarks.peers.lark_parser", str(file))
        yield _command("check cold", words, "at most a third", 2 if small else 10, lark, "stock Lark, its table built")


def _command(
    name: str,
    words: tuple[str, ...],
    goal: str,
    rounds: int,
    peer: tuple[str, ...] = NOTHING,
    than: str = "python -c pass",
) -> Figure:
    with TemporaryDirectory() as bytecode:
        # What is installed has its bytecode beside it. Where a shell forbids Python to write any, or a source is newer
        # than its bytecode, every start would compile the whole program and that would be measured instead.
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environ["PYTHONPYCACHEPREFIX"] = bytecode
        for each in (words, peer):
            _milliseconds(each, environ)
        pairs = ((_milliseconds(words, environ), _milliseconds(peer, environ)) for _ in range(rounds))
        ours, theirs = zip(*pairs, strict=True)
    return Figure(name, "ms", ours, theirs, than, goal)


def _milliseconds(words: tuple[str, ...], environ: dict[str, str]) -> float:
    return cpu_milliseconds([sys.executable, *words], ROOT, environ)


def cpu_milliseconds(command: list[str], folder: Path, environ: dict[str, str] | None = None) -> float:
    """What a process uses, itself and in the system: other than the time it takes, that hardly depends on others."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1e3
