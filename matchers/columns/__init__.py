"""Deduction lines that tables alone decide, judged whole columns at a time. What is unusual goes to `matchers.judge`, line by line."""
