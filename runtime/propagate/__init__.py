"""Derived values and slots, kept up to date in rank order: each dirty step once per commit, however many look at it."""
