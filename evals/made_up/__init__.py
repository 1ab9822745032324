"""Matters made up by a seed."""
