"""Trying to break a recipe: generated runs of several visitors, and the smallest of those that fail, as a test."""
