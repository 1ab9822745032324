"""What the commands of the shell do, one module per command; each has `run`, which gives the exit code."""
