"""Writes the folders anew: `python -m tests.errors --write`. Without it, it names those that are stale."""

import shutil
import sys

from tests.errors.cases import FOLDER, cases, said

WRITES = sys.argv[1:] == ["--write"]


def main() -> int:
    """Compare each folder with what is said now, and write it if that is asked for; 1 if one was to be written."""
    known, stale = set(), []
    for case in cases():
        known.add(case.code)
        wanted = {**case.kept, **{name: text.encode() for name, text in said(case).items()}}
        there = {path.relative_to(case.folder).as_posix(): path for path in case.folder.rglob("*") if path.is_file()}
        if {name: path.read_bytes() for name, path in there.items()} != wanted:
            stale.append(case.code)
            if WRITES:
                shutil.rmtree(case.folder, ignore_errors=True)
                for name, content in wanted.items():
                    path = case.folder / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
    for folder in FOLDER.iterdir():
        if folder.is_dir() and folder.name.startswith("C") and folder.name not in known:
            stale.append(folder.name)
            if WRITES:
                shutil.rmtree(folder)
    sys.stdout.write("".join(f"{'written' if WRITES else 'stale'}: {code}\n" for code in stale))
    return int(bool(stale) and not WRITES)


sys.exit(main())
