"""What findings, checks and papers say in sentences with values in them, for the catalogues of the pages."""
