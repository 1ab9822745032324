"""`python -m evals …`: measures the verifier, measures models on golden briefs, gathers drafts of a ledger as cases."""

from __future__ import annotations

import sys

from evals.command import main

sys.exit(main())
