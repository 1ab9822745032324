"""The command line of the evals: what each command measures, and when it ends with 1."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from evals.cases_at_hand import cases_at_hand
from evals.sentences.patterns import LANGUAGES
from evals.tables import verifier_report
from evals.verifying import PER_OPERATOR, TRUE_SENTENCES, measure


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; 0 where every bound holds, 1 where one is missed, 2 for a call that says nothing sensible."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _verifier_arguments(commands.add_parser("verifier", help="falsehoods that pass, true sentences that are refused"))
    given = parser.parse_args(argv)
    return int(given.run(given))


def _verifier_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--held-out", action="store_true", help="the cases and the wording that nobody has seen")
    parser.add_argument("--language", choices=(*LANGUAGES, "all"), default="en")
    parser.add_argument("--per-operator", type=int, default=PER_OPERATOR, metavar="N")
    parser.add_argument("--true", type=int, default=TRUE_SENTENCES, metavar="N", help="true sentences at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(run=_verifier)


def _verifier(given: argparse.Namespace) -> int:
    languages = LANGUAGES if given.language == "all" else (given.language,)
    measured = measure(
        cases_at_hand(held_out=given.held_out),
        languages,
        held_out=given.held_out,
        seed=given.seed,
        per_operator=given.per_operator,
        most_true=given.true,
    )
    print(verifier_report(measured))
    return 1 if measured.missed() else 0
