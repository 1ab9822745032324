"""From facts in the ledger to findings, cases and money that is matched."""
