"""Expressions and handlers of a graph as Python code, generated once when the graph is loaded."""
