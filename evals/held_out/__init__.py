"""Wording that those who write the verifier and its lexicon have not read; it measures them and is shown to nobody before."""
