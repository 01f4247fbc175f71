"""One event's effects on the state, all of them or none: what is written, which charms come and go, who does it."""
