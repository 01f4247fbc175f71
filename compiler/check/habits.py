"""Words of other languages, and what is said here instead."""

from __future__ import annotations

from collections.abc import Mapping

VALUES: Mapping[str, str] = {
    "this": "cells and derived values are called by their names alone",
    "self": "cells and derived values are called by their names alone",
    "user": "the visitor's Id is `me`",
    "index": "`for i, x in xs` counts along",
}
"""A name used as a value, and what to do instead. What other languages call `none`, the lexer knows."""

FUNCTIONS: Mapping[str, str] = {
    "len": "count({0})",
    "length": "count({0})",
    "str": "to_text({0})",
    "string": "to_text({0})",
    "int": "to_int({0})",
    "parseInt": "to_int({0})",
    "parseFloat": "to_number({0})",
    "float": "to_number({0})",
    "Number": "to_number({0})",
    "String": "to_text({0})",
    "average": "avg({0})",
    "mean": "avg({0})",
    "uuid": "new_id()",
    "map": "[… for x in {0}]",
    "filter": "[x for x in {0} where …]",
    "reduce": "fold total = 0 for x in {0} -> total + x",
    "sorted": "sort({0})",
    "uppercase": "upper({0})",
    "lowercase": "lower({0})",
    "isEmpty": "count({0}) == 0",
}
"""A function called by the name it has elsewhere; {0} is the first argument."""

METHODS: Mapping[str, str] = {
    "map": "[… for x in {0}]",
    "filter": "[x for x in {0} where …]",
    "find": "first(x for x in {0} where …)",
    "reduce": "fold total = 0 for x in {0} -> total + x",
    "forEach": "for x in {0} {{ … }}",
    "some": "any(… for x in {0})",
    "every": "all(… for x in {0})",
    "sort": "[x for x in {0} order by …]",
    "includes": "x in {0}",
    "contains": "x in {0}",
    "concat": "[...{0}, …]",
    "length": "count({0})",
    "size": "count({0})",
    "toString": "to_text({0})",
    "toUpperCase": "upper({0})",
    "toLowerCase": "lower({0})",
    "toFixed": '"{{{0}:.2}}"',
    "get": "{0}[…]",
    "has": "… in {0}",
    "append": "{0}.push(…)",
    "add": "{0}.push(…)",
}
"""What stands after a dot and is called elsewhere; {0} is what stands before the dot."""

FIELDS: Mapping[str, str] = {
    "length": "count({0})",
    "size": "count({0})",
    "count": "count({0})",
    "first": "first({0})",
    "last": "last({0})",
    "keys": "keys({0})",
    "values": "values({0})",
}
"""What is a property elsewhere; {0} is what stands before the dot."""
