"""Bounds on what comes in from outside, each with the reason for its size."""

# A recipe of 100,000 lines is generated text; parsing it would take a minute.
SOURCE_BYTES_MAX = 2_000_000

# Nodes inside nodes of the syntax tree. Later passes walk it by recursion; at four frames
# a level they stay under Python's limit of 1,000.
NESTING_MAX = 200

# A function's `let`s. Each is the value of all below it in the graph, which is as deep as they are many.
LETS_MAX = 150

# A handler's `for`s within one another. They become loops of Python, which has at most 20 within each other.
LOOPS_MAX = 20

# Characters of a number. Python refuses to read integers of some thousand digits.
NUMBER_LENGTH_MAX = 40

# Files that use one another in a row. People get lost long before; folders that are linked into themselves end here.
USE_DEPTH_MAX = 32

# Syntax errors reported for one file. After so many the rest is guessing.
SYNTAX_ERRORS_MAX = 50
