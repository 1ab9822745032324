"""The audit of a folder, from files to findings, reports and packets."""
