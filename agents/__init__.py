"""Graphs in which models write prose and propose; what they say counts only once the house's own checks have passed it."""
