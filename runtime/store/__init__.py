"""Where commits are kept: one contract, and the stores that pass its suite."""
