"""Evals: how good models and the verifier are, measured on cases that neither has seen. Not in the wheel."""
