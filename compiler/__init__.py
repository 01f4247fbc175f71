"""Source text to graph: pure, no IO."""
