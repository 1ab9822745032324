"""Where the evals keep what they are made from, and where they lay down what they found."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent
HELD_OUT: Final = ROOT / "held_out"
"""Wording, words and cases that nobody reads who writes what is measured."""
HANDS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "eighth", "ninth", "tenth", "eleventh", "twelfth")
"""Who wrote what is held out, in their order; what a later one wrote lies in a folder of that name."""
GOLDEN: Final = ROOT / "golden"
LETTERS: Final = ROOT / "letters"
"""What language models answered when they were asked for letters."""
KEPT: Final = Path(tempfile.gettempdir()) / "recoup-evals"
"""Cases that took time to make, by what they were made with."""
