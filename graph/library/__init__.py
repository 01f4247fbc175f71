"""The standard library of the recipe language: pure functions with signature, documentation, examples and code."""
