"""Rebate agreements of a folder: what each has earned, what was claimed and paid, what is still to come."""
