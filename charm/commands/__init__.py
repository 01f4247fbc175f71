"""The commands: each a function from what was asked to an exit status."""
