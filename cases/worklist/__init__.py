"""The queue: pages of cases in a wanted order, at a cost that does not grow with the ledger."""
