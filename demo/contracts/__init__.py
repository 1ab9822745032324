"""Agreements on rebates and allowances as clerks of six languages word them, with what each of them says known beforehand."""
