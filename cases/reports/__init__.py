"""Reports: how much of what was deducted is wrong, asked back, granted and paid; how long it takes; what causes it."""
