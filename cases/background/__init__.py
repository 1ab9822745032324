"""Work in the background: its port, its rows, what a handler is given, effects that happen once."""
