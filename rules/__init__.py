"""Dated rule packs, one per retailer, and the terms that lie over them."""
