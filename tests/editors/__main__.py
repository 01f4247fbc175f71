"""Writes the grammar of the VS Code extension anew: `python -m tests.editors`."""

from tests.editors.grammar import PATH, text

PATH.write_text(text(), encoding="utf-8")
