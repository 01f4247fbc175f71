"""Bounds on what comes in from outside, each with the reason for its size."""

# A recipe of 100,000 lines is generated text; parsing it would take a minute.
SOURCE_BYTES_MAX = 2_000_000

# Brackets inside brackets. Later passes walk the tree by recursion, a dozen frames a level
# at most, under Python's limit of 1,000 frames.
NESTING_MAX = 60

# Syntax errors reported for one file. After so many the rest is guessing.
SYNTAX_ERRORS_MAX = 50
