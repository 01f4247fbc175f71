"""Calls at another time: `after` and `every` set them, and whoever makes one notes it in the same commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.library.calendar import moment_of, time_at
from graph.library.function import Fault
from graph.limits import PERIOD_MS_MIN
from graph.model import Every, StepId, name_of
from runtime.evaluate.support import FAULTS
from runtime.identity import mint
from runtime.limits import DELAY_MS_MIN, TIMERS_MAX
from runtime.state import Charm
from runtime.timers import Call, Timer
from runtime.transact.charms import Charms
from runtime.values.collections import plain


class Timing(Charms):
    """Writes that set timers."""

    def fill(self, charm: Charm, args: Mapping[str, Any], *, outside: bool) -> None:
        """Give a charm what it begins with: first values, and the timers of its `every`s. Raises Misfit."""
        super().fill(charm, args, outside=outside)
        self.wind(charm)

    def after(self, delay: int, handler: StepId, args: dict[str, Any], to: Any = None) -> None:
        """Call a handler once that much time has passed: of the charm that `to` names, of this one without."""
        charm = self._charm if to is None else self._other(to, handler)
        assert charm is not None
        if len(self._state.timers) >= TIMERS_MAX:
            raise Fault(f"at most {TIMERS_MAX:,} calls can wait for their time")
        due = _later(self._now, max(delay, DELAY_MS_MIN))
        self._apply(Timer(charm.id, name_of(handler), due, plain(args)).effect(mint(self._random)))

    def wind(self, charm: Charm) -> None:
        """Set the timers of the `every`s of a charm that are not set, or are due later than by what they say now."""
        with self._at(charm):
            for step in self._state.program.everies(charm.recipe):
                id_ = f"{charm.id}.{name_of(step.id)}"
                timer, due = self._state.timers.get(id_), _later(self._now, self._period(step))
                if timer is None or timer.due > due:
                    self._apply(Timer(charm.id, name_of(step.id), due).effect(id_))

    def take_up(self, call: Call) -> tuple[Charm, str, dict[str, Any]] | None:
        """Note that a call is made, so that it is made once; give the charm, handler and payload, if there is one.

        Whatever becomes of it, the first change stays. Raises a fault of what is evaluated for it, Refused.
        """
        assert self._charm is not None
        if call.visitor is not None:
            self._apply([call.why, call.charm, call.visitor])
            return self._charm, call.why, {}
        timer = self._state.timers.get(call.why)
        assert timer is not None, "whoever makes a call looks whether it still waits"
        if timer.given is not None:
            self._apply(["done", call.why])
            return self._charm, timer.call, timer.given
        step = self._state.program.steps.get(f"{self._charm.recipe}.{timer.call}")
        if not isinstance(step, Every):
            self._apply(["done", call.why])
            return None
        try:
            later = self._next(timer, step)
        except FAULTS:
            self._apply(["done", call.why])
            raise
        self._apply(later.effect(call.why))
        args, to = self._state.program.said(step)(self)
        charm = self._charm if to is None else self._other(to, step.handler)
        return charm, name_of(step.handler), args

    def _next(self, timer: Timer, step: Every) -> Timer:
        """The same call one period on; those that were missed are passed over."""
        period = self._period(step)
        missed = (moment_of(self._now) - moment_of(timer.due)) // period
        return Timer(timer.charm, timer.call, _later(timer.due, (missed + 1) * period))

    def _period(self, step: Every) -> int:
        """How much time passes between two calls, in milliseconds."""
        return max(int(self._state.program.period(step)(self)), PERIOD_MS_MIN)


def _later(time: str, milliseconds: int) -> str:
    return time_at(moment_of(time) + milliseconds)
