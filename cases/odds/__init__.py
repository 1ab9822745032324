"""How cases usually end: the chance of the next one, what it is expected to bring, and what an hour of work on it is worth."""
