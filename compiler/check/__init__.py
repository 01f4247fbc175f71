"""Names, types and expressions: one walk gives an expression its type and its node of the graph."""
