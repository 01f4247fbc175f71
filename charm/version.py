"""What `charm --version` says. Written out, so that saying it loads nothing; a test holds it to the truth."""

VERSION = "0.1.0"
GRAPH_FORMAT = 1
