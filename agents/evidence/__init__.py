"""Gathering evidence with a model: it may look further, order and word what the house found; it adds nothing and links nothing."""
