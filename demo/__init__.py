"""Made-up suppliers: seeded generator of papers and exports for the demonstration, the tests and the bench."""
