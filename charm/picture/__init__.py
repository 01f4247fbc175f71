"""Pictures of a graph: what to draw, where it stands, and how each format writes it.

`gather` makes a Picture of a graph; `select`, `compare` and `collapse` change what is in it; `layout` says where it
stands; `svg`, `html`, `mermaid` and `dot` write it.
"""
