"""Operational chargebacks: whether the order was served as the retailer asks, and what the fee comes to where it was not."""
