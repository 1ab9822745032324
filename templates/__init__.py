"""The words of letters, packets and reports."""
