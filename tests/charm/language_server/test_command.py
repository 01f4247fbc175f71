"""`charm lsp` where it cannot serve."""

import os
import pty
import subprocess
import sys
from importlib import util

import pytest

from charm.commands.lsp import lsp
from charm.failures import CommandError


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("charm.commands.lsp.find_spec", lambda name: None if name == "pygls" else util.find_spec(name))

    with pytest.raises(CommandError, match=r"pip install 'charm-recipes\[lsp\]'"):
        lsp()


def test_a_person_at_a_terminal_is_told_that_it_is_for_editors() -> None:
    ours, theirs = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "charm", "lsp"], stdin=theirs, capture_output=True, text=True, timeout=30, check=False
    )
    os.close(ours)
    os.close(theirs)

    assert ran.returncode == 2
    assert "talks to an editor" in ran.stderr


def test_an_editor_that_goes_away_ends_the_server() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "charm", "lsp"], input=b"", capture_output=True, timeout=30, check=False
    )

    assert ran.returncode == 0
    assert ran.stdout == b""
