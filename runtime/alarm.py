"""Goes off when a moment has come, by the clock that a host was given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from graph.library.calendar import moment_of
from runtime.limits import ALARM_SECONDS_MAX


class Alarm:
    """Set to one moment at a time. Without a loop that runs it never goes off: then time passes when somebody says so.

    ring: called when the moment has come, or a little earlier.
    """

    def __init__(self, clock: Callable[[], str], ring: Callable[[], None]) -> None:
        self._clock, self._ring = clock, ring
        self._set: asyncio.TimerHandle | None = None
        self._moment: str | None = None

    def set(self, moment: str | None) -> None:
        """Go off then, and not at what was said before; None: not at all."""
        if moment == self._moment:
            return
        self.stop()
        if moment is None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._moment = moment
        seconds = (moment_of(moment) - moment_of(self._clock())) / 1000
        # The machine may sleep, or its clock be set: so it looks again after a while, whatever it was set to.
        self._set = loop.call_later(min(max(seconds, 0), ALARM_SECONDS_MAX), self._go_off)

    def stop(self) -> None:
        """Do not go off."""
        self._moment = None
        if self._set is not None:
            self._set.cancel()
            self._set = None

    def _go_off(self) -> None:
        self.stop()
        self._ring()
