"""The audit of a folder, from files to findings, report and packets, without a database."""
