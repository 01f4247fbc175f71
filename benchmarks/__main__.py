"""The command line: which benchmarks, how large, and where the figures go."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.check_many import check_many
from benchmarks.commands import check, check_cold, startup
from benchmarks.compile import compile_
from benchmarks.figure import Figure
from benchmarks.messages import messages
from benchmarks.page_script import page_script
from benchmarks.push import push

BENCHMARKS: dict[str, Callable[[bool], Iterator[Figure]]] = {
    "startup": startup,
    "check": check,
    "check_cold": check_cold,
    "check_many": check_many,
    "compile": compile_,
    "page_script": page_script,
    "push": push,
    "messages": messages,
}


def main() -> None:
    """Run what was asked for; a line for each figure as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of: {', '.join(BENCHMARKS)}; all, if none is given")
    parser.add_argument("--small", action="store_true", help="few samples: to see that it works, not how fast it is")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    found: list[Figure] = []
    for name in asked.names or BENCHMARKS:
        for figure in BENCHMARKS[name](asked.small):
            print(figure.line(), flush=True)
            found.append(figure)
    if asked.json is not None:
        machine = {"python": platform.python_version(), "system": platform.platform(), "small": asked.small}
        document = {**machine, "figures": [figure.document() for figure in found]}
        asked.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
