"""The chat's graph broken by hand, one way at a time: each must be refused, wherever documents are taken in.

`CORRUPTIONS` is the table; `text_of(corruption)` the broken document.
"""

from tests.graph.breaking import Corruption, text_of
from tests.graph.broken_changes import CHANGES
from tests.graph.broken_charms import CHARMS
from tests.graph.broken_documents import NAMES, SHAPES, TEXTS, TYPES
from tests.graph.broken_drags import DRAGS
from tests.graph.broken_programs import ACTIONS, FLOW, INVARIANTS, VIEWS
from tests.graph.broken_timing import TIMING

__all__ = ["CORRUPTIONS", "Corruption", "text_of"]

CORRUPTIONS = (
    *TEXTS,
    *SHAPES,
    *NAMES,
    *TYPES,
    *FLOW,
    *ACTIONS,
    *INVARIANTS,
    *VIEWS,
    *DRAGS,
    *CHARMS,
    *TIMING,
    *CHANGES,
)
