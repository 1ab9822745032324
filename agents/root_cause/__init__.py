"""The root-cause graph: a model argues for one of the causes whose conditions hold, from the note's facts, and is held against them."""
