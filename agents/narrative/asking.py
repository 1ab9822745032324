"""What a model is asked: the house's instructions, and the brief as data, in no more words than a letter can use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from agents.model.port import Prompt
from agents.narrative.frame import Frame
from agents.narrative.judging import Judgement
from agents.narrative.reply import one_line
from cases.letters.brief import Brief, DraftKind, Fact, FactKind
from cases.letters.drafting import MOST_FACTS
from cases.letters.letter_facts import place_in_words, said_by_house
from cases.letters.letter_words import LetterWords, words_of
from cases.letters.sentences import Sentence, SentenceKind, text_of
from cases.letters.told_facts import told_by_label

VERSION: Final = 4
"""Of the instructions; another one asks anew where the same was asked before."""
MOST_TOLD: Final = 160
"""Facts that a model is told; of a case with more lines those of the first ones."""
LONGEST_VALUE: Final = 1_000
MOST_REMARKS: Final = 5
_TOKENS: Final = 3_000
"""The longest answer: three times a letter of the longest field, with its facts and JSON."""
_HEADS: Final = ("case/", "count/", "round:", "class:", "line:1/", "table:", "paper:", "line:", "settled:")
"""Which facts come first where not all are told."""


def draft_prompt(frame: Frame, remarks: Sequence[str] = ()) -> Prompt:
    """Asks for the letter. `remarks` are a colleague's words on the last version."""
    return _prompt("draft", frame, _material(frame, remarks))


def revise_prompt(
    frame: Frame, sentences: Sequence[Sentence], judged: Judgement, *, faults: Sequence[str] = (), remarks: Sequence[str] = ()
) -> Prompt:
    """Asks for the letter again, with the verifier's own words on each sentence that does not stand or cannot be checked."""
    told = _material(frame, remarks)
    told["previous"] = [_judged(n, s, judged) for n, s in enumerate(sentences) if s.kind is not SentenceKind.ATTACHMENTS]
    told["about_the_letter"] = [r.message for r in judged.letter] + _too_long(frame, sentences)
    told["not_understood"] = list(faults)
    return _prompt("revise", frame, told)


@cache
def instructions(name: str) -> str:
    """The house's words to the model."""
    return (files("agents.narrative") / "prompts" / f"{name}.txt").read_text(encoding="utf-8")


def _prompt(name: str, frame: Frame, material: Mapping[str, Any]) -> Prompt:
    return Prompt(f"narrative.{name}", VERSION, instructions(name), material, frame.brief.hash, _TOKENS)


def _material(frame: Frame, remarks: Sequence[str]) -> dict[str, Any]:
    brief, words = frame.brief, words_of(frame.language, plain=frame.limit.ascii_only)
    return {
        "letter": {
            "kind": brief.draft.value,
            "claim": brief.claim.value.replace("_", " "),
            "language": frame.language,
            "currency": brief.currency,
            "must": list(_must(brief)),
        },
        "limits": {"characters": room(frame), "plain_letters": frame.limit.ascii_only, "most_facts": MOST_FACTS},
        "facts": [_fact(f, words) for f in told_facts(brief)],
        "attachments": [{"number": a.number, "name": one_line(a.name), "kind": a.kind} for a in brief.attachments],
        "remarks": [one_line(remark)[:LONGEST_VALUE] for remark in remarks[:MOST_REMARKS]],
    }


def room(frame: Frame) -> int:
    """Characters that the letter has beside the house's list of attachments, by the wished limit."""
    own = text_of([s for s in frame.house if s.kind is SentenceKind.ATTACHMENTS])
    return max(frame.limit.soft - len(own) - 2, frame.limit.soft // 2)


def told_facts(brief: Brief) -> tuple[Fact, ...]:
    """The facts that a model is told, in their order; all of them where there are not too many."""
    if len(brief.facts) <= MOST_TOLD:
        return brief.facts
    ranked = sorted(brief.facts, key=lambda f: next((n for n, head in enumerate(_HEADS) if f.key.startswith(head)), len(_HEADS)))
    chosen = {f.number for f in ranked[:MOST_TOLD]}
    return tuple(f for f in brief.facts if f.number in chosen)


def _fact(fact: Fact, words: LetterWords) -> dict[str, Any]:
    """A fact as a model is told it: a rate as a percentage, where it stands and what it says as the house would in that language."""
    value = words.bare_value(fact) if fact.kind is FactKind.RATE else fact.value
    told: dict[str, Any] = {
        "number": fact.number,
        "kind": fact.kind.value,
        "name": fact.name,
        "value": one_line(value)[:LONGEST_VALUE],
    }
    if said := one_line(told_by_label(fact, words) or said_by_house(fact, words)):
        told["said"] = said
    names = ("label", "unit", "about", "formula", *(("currency",) if fact.kind is FactKind.AMOUNT else ()))
    told |= {name: one_line(value) for name in names if (value := getattr(fact, name))}
    if fact.rests_on:
        told["from"] = list(fact.rests_on)
    if where := list(dict.fromkeys(one_line(place_in_words(p, words)) for p in fact.places[:3])):
        told["where"] = where
    if fact.kind is FactKind.QUOTE:
        told["quoted"] = True
    return told


def _must(brief: Brief) -> Iterator[str]:
    """What this letter has to contain, by the facts that there are."""
    names: dict[str, int] = {}
    for fact in brief.facts:
        names.setdefault(fact.name, fact.number)
    yield f"the amount that is asked for (fact {names['asked']}) in the first sentence and in the request"
    for name in ("reference", "invoice_number", "purchase_order", "reason"):
        if name in names:
            yield f"{name.replace('_', ' ')} (fact {names[name]})"
    if brief.draft is DraftKind.RE_DISPUTE:
        for name, what in (("dispute_id", "the earlier dispute"), ("denial_reason", "the answer's reason, quoted"), ("new", "what is new")):
            numbers = [f.number for f in brief.facts if f.name in {name, "new_line" if name == "new" else name}]
            if numbers:
                yield f"{what} (fact {', '.join(map(str, numbers[:8]))})"
    if brief.draft is DraftKind.SETTLEMENT:
        yield "how many claims are settled, what is open of them, how strong their evidence is, and the share that is asked for"


def _judged(number: int, sentence: Sentence, judged: Judgement) -> dict[str, Any]:
    told: dict[str, Any] = {"sentence": number, "text": sentence.text, "facts": list(sentence.facts), "kind": sentence.kind.value}
    if refused := judged.refused.get(number):
        told["refused"] = [r.message for r in refused]
    elif doubtful := judged.doubtful.get(number):
        told["cannot_be_checked"] = [r.message for r in doubtful]
    return told


def _too_long(frame: Frame, sentences: Sequence[Sentence]) -> list[str]:
    length = len(text_of(sentences))
    return [f"{length} characters with the attachments, {frame.limit.soft} are wished: say it shorter"] if length > frame.limit.soft else []
