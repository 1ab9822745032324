"""Facts and rules to findings: who belongs to whom, chains, and one module per kind of claim."""
