"""What is allowed and seldom meant: the C20xx warnings, looked for in a program without an error.

`lints.py` runs those that have facts to start from. Each is a function from a `Linted` program to diagnostics; none of
them changes anything.
A lint is quiet where it is not sure: people stop reading warnings that are wrong once.
"""
