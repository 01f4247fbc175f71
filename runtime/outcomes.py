"""What became of each client's last events, so that one which is sent again has its effect once (I2)."""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import date, timedelta
from typing import Any

from runtime.events import Expired, Receipt
from runtime.limits import CLIENT_DAYS_MAX, OUTCOMES_KEPT_MAX

CLIENT = re.compile(r"\d{8}-[A-Za-z0-9_-]{1,40}")
"""What a client calls itself: the day it was made, then what tells it apart."""


class Outcomes:
    """The last receipts of each (visitor, client), as the log has them; a snapshot keeps them too."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], OrderedDict[int, Receipt]] = OrderedDict()

    def find(self, visitor: str, client: str, n: int, now: str) -> Receipt | None:
        """The receipt of an event that happened before; None: it is new. Raises Expired when nobody can tell."""
        kept = self._kept.get((visitor, client))
        if kept is not None:
            if n in kept:
                return kept[n]
            if len(kept) == OUTCOMES_KEPT_MAX and n < next(iter(kept)):
                raise Expired
            return None
        if _age_days(client, now) > CLIENT_DAYS_MAX:
            raise Expired
        return None

    def record(self, visitor: str, client: str, n: int, receipt: Receipt, now: str) -> None:
        """Remember what became of an event; forget what is too old to be asked for."""
        kept = self._kept.setdefault((visitor, client), OrderedDict())
        self._kept.move_to_end((visitor, client))
        kept[n] = receipt
        if len(kept) > OUTCOMES_KEPT_MAX:
            kept.popitem(last=False)
        # Clients stand in order of their last event, so the forgotten ones are found at the front.
        while _age_days(next(iter(self._kept))[1], now) > 2 * CLIENT_DAYS_MAX:
            self._kept.popitem(last=False)

    def freeze(self) -> list[Any]:
        """All of it as JSON."""
        return [
            [visitor, client, [[n, receipt.seq, list(receipt.opened)] for n, receipt in kept.items()]]
            for (visitor, client), kept in self._kept.items()
        ]

    def thaw(self, frozen: list[Any]) -> None:
        """Take back what `freeze` gave."""
        for visitor, client, kept in frozen:
            self._kept[visitor, client] = OrderedDict((n, Receipt(seq, tuple(opened))) for n, seq, opened in kept)


def _age_days(client: str, now: str) -> int:
    try:
        made = date(int(client[:4]), int(client[4:6]), int(client[6:8]))
    except ValueError:
        return CLIENT_DAYS_MAX + 1
    return (date.fromisoformat(now[:10]) - made) // timedelta(days=1)
