"""Co-op: what an allowance or payment agreed with a retailer comes to, against what was billed, split into effects that sum."""
