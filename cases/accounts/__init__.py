"""Suppliers, their accounts with retailers, what was agreed there, and which rules hold."""
