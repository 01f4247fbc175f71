"""What was found, as programs read it: one module for each format, each with `lines(results)`.

Lines and columns count from 1, in code points; the end of a span is the column after its last code point.
"""
