"""Did you mean: the name nearest to one that does not exist."""

from collections.abc import Iterable


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the author most likely meant, or None.

    At most a third of the length may differ, counted in edits: a letter more, less or other,
    or two neighbours swapped. The case of letters does not count. Of equals the first wins.
    """
    budget = max(len(name) // 3, 1)
    best: str | None = None
    for candidate in candidates:
        distance = edits(name.lower(), candidate.lower(), budget)
        if distance <= budget and candidate != name and len(name) > 1:
            best, budget = candidate, distance - 1
    return best


def edits(left: str, right: str, most: int) -> int:
    """Edits between two words; anything over `most` comes back as `most + 1`. Cost: product of the lengths."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before_last, last = last, row
    return min(last[-1], most + 1)
