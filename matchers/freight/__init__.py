"""Freight that a retailer bills on: whose it is by the terms of the order, and what it comes to by the tariff (domain.md 1.8)."""
