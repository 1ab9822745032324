"""What is written: the brief, the letter, and the verifier that holds one against the other."""
