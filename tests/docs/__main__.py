"""Writes the tables of the documentation anew: `python -m tests.docs`."""

from tests.docs.pages import PAGES, with_tables

for page in PAGES:
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")
