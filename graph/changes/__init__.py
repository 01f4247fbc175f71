"""What a change of a recipe means for what is stored, for who calls it from outside, and for its pages.

surface   the part of a graph that others rely on; it is stored with a space, so it can be compared years later
fitting   what becomes of a stored value whose type is another one now
compare   two recipes: every change, and what a store has to do about it
"""
