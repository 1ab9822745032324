"""Papers of trade as six countries write them, by other hands than those of `demo/papers`."""
