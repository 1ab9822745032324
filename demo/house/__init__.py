"""A ready-made house: made-up suppliers whose cases were worked for months, the real way, from exports and papers to payments."""
