"""Addresses and what each takes and gives. No route touches a row but through the gate (a test says so)."""
