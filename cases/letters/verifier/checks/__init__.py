"""The checks, one function each: it says what does not hold, in a sentence, with the two values compared."""
