"""Why deductions come again: what they have in common, the cause that it points to, the note on it, and what is done about it."""
