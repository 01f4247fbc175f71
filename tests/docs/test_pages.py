"""The pages name what there is: files, definitions, tables, and each other."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, with_tables

EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

_LINK = re.compile(r"\]\((?!https?:|#)(?P<path>[^)#]+)")
_CODE_OF_ANY_KIND = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r'srcset="(?P<set>[^"]+)"|src="(?P<one>[^"]+)"')
_CODE = re.compile(r"`(?P<path>(?:graph|compiler|runtime|charm|recipes|tests|docs)/[\w./-]*)(?::(?P<name>\w+))?`")


@EACH_PAGE
def test_every_link_leads_to_a_file(page: Path) -> None:
    # Code may hold what looks like a link: `[Name](2..6)`.
    text = _CODE_OF_ANY_KIND.sub("", page.read_text(encoding="utf-8"))
    paths = [found["path"] for found in _LINK.finditer(text)]
    paths += [found["set"] or found["one"] for found in _IMAGE.finditer(text)]

    assert [path for path in paths if not (page.parent / path).exists()] == []


@EACH_PAGE
def test_every_file_and_definition_that_a_page_names_is_there(page: Path) -> None:
    named = [(found["path"], found["name"]) for found in _CODE.finditer(page.read_text(encoding="utf-8"))]

    assert [f"{path}:{name}" for path, name in named if not _is_there(ROOT / path, name)] == []


@EACH_PAGE
def test_every_table_is_what_the_code_has_now(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert text == with_tables(text), "write the tables anew: python -m tests.docs"


def _is_there(path: Path, name: str | None) -> bool:
    if name is None or not path.is_file():
        return name is None and path.exists()
    return re.search(rf"\b{name}\b", path.read_text(encoding="utf-8")) is not None
