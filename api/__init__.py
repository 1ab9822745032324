"""The doors of the house: the command line now, pages and JSON later. The only place that puts everything together."""
