"""What one visitor has in locals reaches nobody else: no page, patch, answer, error text or log line.

Recipes and runs are made by chance; each local value is a mark that stands nowhere else, and all bytes are searched for
those of others. That the search would find a leak is shown by planting five.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.library.function import Fault
from graph.model import Cell, View
from runtime.audience import Audience
from runtime.charm import Reader
from runtime.propagate.propagation import Propagation
from runtime.space import Space
from tests.runtime.privacy.recipes import recipes
from tests.runtime.privacy.story import play, steps

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(st.data())
def test_no_byte_of_a_local_reaches_anyone_else(data: st.DataObject) -> None:
    _look(data)


def _look(data: st.DataObject) -> None:
    leaky = data.draw(recipes())
    heard = play(leaky, data.draw(steps(leaky)))

    assert heard.sent
    if leaks := heard.leaks():
        raise Leaked("\n".join([*leaks, leaky.text]))


class Leaked(Exception):
    """Something of one visitor's was where it must not be."""


def leak() -> str:
    """The first leak that the same search finds now; "" for none. No time is spent on making it smaller."""

    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=QUIET,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
    )
    @given(st.data())
    def search(data: st.DataObject) -> None:
        _look(data)

    try:
        search()
    except Leaked as leaked:
        return str(leaked).partition("\n")[0]
    return ""


def test_a_local_in_the_bytes_that_all_visitors_share_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Audience.__init__

    def broken(self: Audience, *args: Any) -> None:
        made(self, *args)
        self.shared, self.local = tuple(self.slots()), ()
        self.group = tuple(sorted(hash(slot.step.id) for slot in self.shared))

    monkeypatch.setattr(Audience, "__init__", broken)
    assert "was sent to" in leak()


def test_a_cache_keyed_without_the_visitor_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Propagation._key

    def broken(self: Propagation, charm: Any, step: Any, visitor: str | None) -> Any:
        return (step.id, charm.id) if isinstance(step, View) else right(self, charm, step, visitor)

    monkeypatch.setattr(Propagation, "_key", broken)
    assert "was sent to" in leak()


def test_a_state_that_answers_for_another_visitor_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Reader._value

    def broken(self: Reader, charm: Any, name: str, visitor: str | None) -> Any:
        stored = [key for key in self._state.cells if key[:2] == (charm.id, name)]
        step = self._state.program.steps[f"{charm.recipe}.{name}"]
        return (
            self._state.cells[stored[0]].value
            if stored and isinstance(step, Cell)
            else right(self, charm, name, visitor)
        )

    monkeypatch.setattr(Reader, "_value", broken)
    assert "was sent to" in leak()


def test_an_error_text_with_values_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Space._faulted

    def broken(self: Space, where: str, fault: Fault, random: Any) -> Any:
        held = [cell.value for cell in self.state.cells.values()]
        return right(self, where, Fault(f"{fault} with {held}"), random)

    monkeypatch.setattr(Space, "_faulted", broken)
    assert "was sent to" in leak()


def test_a_log_line_with_a_payload_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Space._answer

    def broken(self: Space, event: Any, *args: Any) -> Any:
        logging.getLogger("charm").debug("%s %s", event.handler, dict(event.payload))
        return right(self, event, *args)

    monkeypatch.setattr(Space, "_answer", broken)
    assert "was logged" in leak()
