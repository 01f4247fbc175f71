"""How fast it is, against a peer measured in the same run: `python -m benchmarks [name …] [--small]`."""
