"""The command line of the evals: what each command measures, and when it ends with 1."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from agents.model.choice import Models
from agents.model.port import ModelError
from api.house_models import models_of
from api.settings import UnusableSettingsError, load_settings
from evals.adversarial import BAD_REPLIES
from evals.cases_at_hand import cases_at_hand
from evals.collecting import written_out
from evals.folders import GOLDEN, HANDS, LETTERS
from evals.golden_briefs import GoldenError, golden_cases
from evals.letters import held, letters_report
from evals.narratives import STUB, WriterError, Written, writer_of, written
from evals.sentences.patterns import LANGUAGES
from evals.tables import SHOWN, collected_report, drift_report, narratives_report, verifier_report
from evals.verifying import PER_OPERATOR, TRUE_SENTENCES, measure
from ledger.database import for_reading, open_engine, open_sessions


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; 0 where every bound holds, 1 where one is missed, 2 for a call that says nothing sensible."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _verifier_arguments(commands.add_parser("verifier", help="falsehoods that pass, true sentences that are refused"))
    _narratives_arguments(commands.add_parser("narratives", help="how well a model writes on golden briefs"))
    _letters_arguments(commands.add_parser("letters", help="letters that models wrote, held against their briefs"))
    _collect_arguments(commands.add_parser("collect", help="drafts of a ledger and what people made of them, as eval cases"))
    given = parser.parse_args(argv)
    try:
        return int(given.run(given))
    except (ModelError, UnusableSettingsError, GoldenError, WriterError) as refused:
        parser.error(str(refused))
    except SQLAlchemyError as trouble:
        parser.error(f"the ledger cannot be read: {str(trouble).splitlines()[0]}")


def _verifier_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--held-out", action="store_true", help="the cases and the wording that nobody has seen")
    parser.add_argument("--hand", choices=HANDS, default=HANDS[0], help="who wrote the wording that is held out")
    parser.add_argument("--language", choices=(*LANGUAGES, "all"), default="en")
    parser.add_argument("--per-operator", type=int, default=PER_OPERATOR, metavar="N")
    parser.add_argument("--true", type=int, default=TRUE_SENTENCES, metavar="N", help="true sentences at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shown", type=int, default=SHOWN, metavar="N", help="examples of each sort that are printed, one per pattern")
    parser.add_argument("--turned", action="store_true", help="falsehoods by a word or two as well; some of them come to the same thing")
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
        turned=given.turned,
        hand="" if given.hand == HANDS[0] else given.hand,
    )
    print(verifier_report(measured, given.shown))
    return 1 if measured.missed() else 0


def _narratives_arguments(parser: argparse.ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--model", metavar="NAME", help="one of the house's models (RECOUP_LLM, RECOUP_MODELS); the house's own if none is named"
    )
    who.add_argument(
        "--stub", metavar="BEHAVIOUR", help="a stand-in: good, wrong, slow, half, broken_json, hang, …, bad:NAME, or bad for all of them"
    )
    parser.add_argument("--against", metavar="NAME|stub:BEHAVIOUR", help="a second writer, to show how far they drift apart")
    parser.add_argument("--prompts", type=Path, metavar="FOLDER", help="draft.txt and revise.txt in place of the house's own")
    parser.add_argument("--against-prompts", type=Path, metavar="FOLDER", help="the same for the second writer")
    parser.add_argument("--golden", type=Path, default=GOLDEN, metavar="FOLDER", help="golden briefs, or what `collect` gathered")
    parser.add_argument("--cases", type=int, metavar="N", help="the first N of them")
    parser.add_argument("--at-once", type=int, default=1, metavar="N", help="cases under way at a time")
    parser.set_defaults(run=_narratives)


def _narratives(given: argparse.Namespace) -> int:
    models = models_of(load_settings().settings) if not given.stub or (given.against and not given.against.startswith(STUB)) else Models()
    cases = golden_cases(given.golden)[: given.cases]
    if not cases:
        raise GoldenError(f"{given.golden} holds no golden brief")
    first = f"{STUB}:{given.stub}" if given.stub else given.model or models.default
    names = [f"{STUB}:bad:{bad}" for bad in BAD_REPLIES] if given.stub == "bad" else [first]
    whole: list[Written] = []
    for name in names:
        told = written(cases, writer_of(name, given.prompts), models, at_once=given.at_once)
        print(narratives_report(name, told), end="\n\n")
        whole += told
    if given.against:
        other = written(cases, writer_of(given.against, given.against_prompts or given.prompts), models, at_once=given.at_once)
        print(narratives_report(given.against, other), drift_report(whole[: len(cases)], other), sep="\n\n")
    return 1 if any(w.objections or w.never for w in whole) else 0


def _letters_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--letters", type=Path, default=LETTERS, metavar="FOLDER", help="where they lie")
    parser.add_argument("--language", choices=(*LANGUAGES, "all"), default="all")
    parser.add_argument("--shown", type=int, default=SHOWN, metavar="N", help="examples of each sort that are printed")
    parser.set_defaults(run=_letters)


def _letters(given: argparse.Namespace) -> int:
    cases = [case for case in golden_cases(given.letters) if given.language in {"all", case.language}]
    if not cases:
        raise GoldenError(f"{given.letters} holds no letter in that language")
    print(letters_report(held(cases), given.shown))
    return 0


def _collect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", required=True, metavar="URL", help="sqlite:///… or postgresql://…; it is only read")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.add_argument("--anonymous", action="store_true", help="other names, numbers and files; no remarks of people")
    parser.set_defaults(run=_collect)


def _collect(given: argparse.Namespace) -> int:
    engine = open_engine(given.database)
    try:
        with for_reading(open_sessions(engine))() as session:
            found = written_out(session, given.out, anonymous=given.anonymous)
    finally:
        engine.dispose()
    print(collected_report(found), f"{len(found)} cases in {given.out}", sep="\n")
    return 0
