"""The arguments of the commands, one module per group. Light: nothing here loads a framework, so that `--help` answers at once."""
