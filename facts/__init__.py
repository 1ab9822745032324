"""Values and nouns of the trade. Standard library only; everything else stands on this layer."""
