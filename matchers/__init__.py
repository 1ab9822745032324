"""Facts and rules in, findings out: pairing of papers, the remittance's chains, and one module per kind of claim."""
