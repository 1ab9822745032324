"""Rebates: which transactions an agreement counts, what they earn by its mechanism, and how each payout is worked out."""
