"""Checked declarations to steps of the graph: statements, handlers, views, recipes and tests."""
