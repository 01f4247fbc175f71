"""Graph to living charms: engine, store, server."""
