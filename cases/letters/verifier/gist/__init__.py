"""The gist of a sentence: a second reading of what other checks leave open."""
