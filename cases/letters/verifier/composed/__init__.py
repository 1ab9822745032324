"""What a sentence's own build says of its figures: who does what with which of them."""
