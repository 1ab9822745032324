"""A supplier of the project's own making: exports and papers with known truth, for a first look and for cold tests of the readers."""
