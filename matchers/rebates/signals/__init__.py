"""Checks of rebate claims: what contract or ledger refutes, and what is only unusual and holds a claim until a person has looked."""
