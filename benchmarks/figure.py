"""What a benchmark finds: samples of ours, samples of a peer beside it, and the ratio of the two."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured.

    ours, peer: at least one sample each, in `unit`, taken by turns so that a busy moment of the machine meets both.
    than:       what the peer is. goal: of the ratio, in words.
    """

    name: str
    unit: str
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    than: str
    goal: str

    @property
    def ratio(self) -> float:
        """Median of ours to median of the peer; where more is better, as of rates, so is a higher ratio."""
        return median(self.ours) / median(self.peer)

    def line(self) -> str:
        """The figure on one line, its ratio first."""
        parts = (self._span(self.ours), f"{self.than} {self._span(self.peer)}", self.goal)
        return f"{self.name:<26}{f'{self.ratio:.2f}x':>8}  {'  ·  '.join(parts)}"

    def document(self) -> dict[str, object]:
        """The figure as JSON."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ratio": self.ratio,
            "goal": self.goal,
            "than": self.than,
            "ours": _spread(self.ours),
            "peer": _spread(self.peer),
        }

    def _span(self, samples: tuple[float, ...]) -> str:
        if len(set(samples)) == 1:
            return f"{samples[0]:,.0f} {self.unit}"
        return f"{_short(median(samples))} {self.unit} ({_short(min(samples))} to {_short(max(samples))})"


def _spread(samples: tuple[float, ...]) -> dict[str, float]:
    return {"median": median(samples), "min": min(samples), "max": max(samples)}


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
