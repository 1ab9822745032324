"""How papers come in, are read, kept and put right."""
