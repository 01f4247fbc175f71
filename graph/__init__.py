"""The contract between compiler and runtime: the graph document, its model, its JSON Schema and its checks."""
