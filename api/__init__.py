"""The command line and the wiring: the only place that puts everything together and knows the clock."""
