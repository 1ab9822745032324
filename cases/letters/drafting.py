"""The letter of a matter: the ask, three to six facts with their papers, the sum, the request, the attachments, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from cases.filing.exhibits import Exhibit
from cases.filing.filing_group import FilingGroup, Papers
from cases.letters.arguments import argued
from cases.letters.brief import Brief, DraftKind, Fact, FactKind
from cases.letters.brief_facts import Matter, brief_of
from cases.letters.computation import computation
from cases.letters.letter_facts import FEWEST_FACTS, LetterFact, letter_facts, paper_name, settlement_facts
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterWords, words_of
from cases.letters.sentences import Sentence, capitalised, marked, outside_marks, plain, sentences_of, text_of
from cases.wording import loses_letters, plain_ascii, reason_name
from facts.money import minor_digits, round_half_up
from rules.model import FieldLimit, Rules
from templates import has, render

MOST_FACTS: Final = 6
LETTER_FIELDS: Final = ("explanation", "letter", "narrative", "comment", "comments", "description", "notes", "text", "default", "*")
"""Names under which packs state the limit of the free text of a dispute, the most particular first."""
MOST_NAMED: Final = 5
"""References that a letter names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter ready to paste, as text and as the sentences it is made of, with the brief it was written from.

    `left_out` holds the facts that the field has no room for; `over_limit` says that even so it is too long, `not_plain` that
    letters were lost because the portal takes plain ASCII alone.
    """

    letter: str
    limit: FieldLimit
    brief: Brief
    sentences: tuple[Sentence, ...] = ()
    left_out: tuple[str, ...] = ()
    over_limit: bool = False
    not_plain: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """One way of writing the letter: how many facts, attachments by name or by number, the computation shown or not."""

    facts: int
    named: bool
    computed: bool = True


def letter_limit(rules: Rules | None) -> FieldLimit:
    """The limit of the free text of a dispute; 1,000 wished and 2,000 allowed where the pack states none (domain.md 6)."""
    if rules is not None:
        for name in LETTER_FIELDS:
            if name in rules.limits:
                return rules.limits[name]
    return FieldLimit()


def draft(group: FilingGroup, papers: Papers, exhibits: Sequence[Exhibit], rules: Rules | None) -> Draft:
    """The letter for a dispute that is filed for the first time, in English."""
    matter = Matter(
        DraftKind.DISPUTE, group.kind, group.currency, group.amount, group, papers, tuple(exhibits), portal_reason(group, rules)
    )
    return write(brief_of(matter), letter_limit(rules))


def write(brief: Brief, limit: FieldLimit, language: str = MATCHERS_LANGUAGE) -> Draft:
    """The letter from a brief alone, within a field's limit: the wished length if three facts fit, else the allowed one.

    What does not fit is left out whole, the least telling fact first; no sentence is cut. Raises LetterLanguageError for a
    language without letters.
    """
    spoken = words_of(language, plain=limit.ascii_only)
    facts = settlement_facts(brief, spoken) if brief.draft is DraftKind.SETTLEMENT else letter_facts(brief, spoken)
    not_plain = limit.ascii_only and (not spoken.has_plain_letters or _lost_letters(brief, facts))
    sentences: tuple[Sentence, ...] = ()
    for room, form in _forms(limit, len(facts)):
        kept = _most_telling(facts, form.facts)
        sentences = _write(brief, kept, form, spoken, limit)
        text = text_of(sentences)
        if len(text) <= room:
            left_out = tuple(plain(f.text) for f in facts if f not in kept)
            return Draft(text, limit, brief, sentences, left_out, not_plain=not_plain)
    whole = tuple(plain(f.text) for f in facts)
    return Draft(text_of(sentences), limit, brief, sentences, whole, over_limit=True, not_plain=not_plain)


def portal_reason(group: FilingGroup, rules: Rules | None) -> str:
    """The reason as the portal's list words it, else in our words."""
    reason = group.findings[0].reason
    return (rules.price.reasons.get(reason) if rules else None) or reason_name(reason)


def portal_amount(amount: Decimal, currency: str) -> str:
    """An amount as a portal takes it: no currency, no thousands: `6189.60`."""
    return f"{round_half_up(amount, minor_digits(currency)):f}"


def _forms(limit: FieldLimit, available: int) -> Iterator[tuple[int, _Form]]:
    """Ways of writing, the best first, each with the room it must fit."""
    most, fewest = min(MOST_FACTS, available), min(FEWEST_FACTS, available)
    for room in (limit.soft, limit.hard):
        for count in range(most, fewest - 1, -1):
            yield room, _Form(count, named=True)
            yield room, _Form(count, named=False)
    for count in range(fewest - 1, 0, -1):
        yield limit.hard, _Form(count, named=False)
    for count in (1, 0):
        yield limit.hard, _Form(count, named=False, computed=False)


def _most_telling(facts: Sequence[LetterFact], count: int) -> tuple[LetterFact, ...]:
    """The facts that weigh most, in the order of the story."""
    kept = sorted(range(len(facts)), key=lambda i: (-facts[i].weight, i))[:count]
    return tuple(facts[i] for i in sorted(kept))


def _write(brief: Brief, facts: Iterable[LetterFact], form: _Form, spoken: LetterWords, limit: FieldLimit) -> tuple[Sentence, ...]:
    several = len(brief.below("case/reference:")) > 1
    units = brief.at("case/units")
    values = {
        "claim": spoken.forms("claims", brief.claim.value)[several],
        "claim_of": spoken.of("claims_of", brief.claim.value),
        "reference": _references(brief, spoken),
        "about": _about(brief, spoken),
        "asked": _told(brief, "case/asked", spoken),
        "reason": _reason(brief, spoken),
        "why": _argument(brief, spoken),
        "units": spoken.bare(units) if units else "",
        "taken": _taken(brief, spoken),
        "deducted_before": _deducted_before(brief, spoken),
        "again": _again(brief, spoken),
        "news": _news(brief, spoken),
        "facts": [f.text for f in facts],
        "computation": computation(brief, spoken) if form.computed else "",
        "attachments": _attachments(brief, spoken, named=form.named),
        "count": _told(brief, "count/cases", spoken),
        "claims": spoken.counted("claims", brief.claim.value, cases.value if (cases := brief.at("count/cases")) else ""),
        "open": _told(brief, "case/open", spoken),
        "share": _told(brief, "case/share", spoken),
    }
    rendered = "\n".join(outside_marks(line, spoken.punctuated) for line in render(_template(brief, spoken.language), values).split("\n"))
    if not limit.ascii_only or not spoken.has_plain_letters:
        return sentences_of(rendered)
    sentences = sentences_of(outside_marks(rendered, spoken.spelled))
    return tuple(replace(s, text=_tidy(plain_ascii(s.text))) for s in sentences)


def _template(brief: Brief, language: str) -> str:
    """The template of the kind of letter or claim, or the one for any claim."""
    name = "settlement" if brief.draft is DraftKind.SETTLEMENT else brief.claim.value
    particular = f"letters/{language}/{name}.txt.j2"
    return particular if has(particular) else f"letters/{language}/letter.txt.j2"


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _told(brief: Brief, key: str, spoken: LetterWords) -> str:
    fact = brief.at(key)
    return spoken.told(fact) if fact is not None else ""


def _references(brief: Brief, spoken: LetterWords) -> str:
    """The deductions' own numbers, the first ones by name."""
    named = [spoken.told(f) for f in brief.below("case/reference:")]
    counted = brief.at("count/reference")
    if counted is None or len(named) <= MOST_NAMED:
        return ", ".join(named)
    return spoken.say("more", ", ".join(named[:MOST_NAMED]), spoken.told(counted))


def _about(brief: Brief, spoken: LetterWords) -> str:
    """Invoice, order and item of the dispute in running text, those that one value covers by name, the others counted."""
    references = {f.value for f in brief.below("case/reference:")}
    parts = []
    for name in ("invoice_number", "purchase_order", "sku", "vendor_code"):
        found = [f for f in brief.below(f"case/{name}:") if name != "invoice_number" or f.value not in references]
        counted = brief.at(f"count/{name}")
        one, several = spoken.forms("about", name)
        if len(found) == 1:
            parts.append(one.format(spoken.told(found[0])))
        elif found and counted is not None:
            parts.append(several.format(spoken.told(counted)))
    return f" ({', '.join(parts)})" if parts else ""


def _argument(brief: Brief, spoken: LetterWords) -> str:
    """Why the deduction is wrong, in the matcher's own sentence or two; empty where the lines have more reasons than that.

    In another language the facts speak for themselves where it has no words for the reason.
    """
    said: dict[str, list[int]] = {}
    for fact in brief.facts:
        if fact.name == "why":
            said.setdefault(fact.value, []).append(fact.number)
    if len(said) > 2 or brief.lines > sum(map(len, said.values())):
        return ""
    told = [(why if spoken.language == MATCHERS_LANGUAGE else argued(why, spoken), numbers) for why, numbers in said.items()]
    if not all(why for why, _ in told):
        return ""
    return " ".join(f"{capitalised(marked(spoken.punctuated(why), *numbers))}." for why, numbers in told)


def _reason(brief: Brief, spoken: LetterWords) -> str:
    """The reason as the portal's list words it, or our own name for it in the letter's language; empty where it has none there."""
    fact = brief.at("case/reason")
    if fact is None or spoken.language == MATCHERS_LANGUAGE:
        return _told(brief, "case/reason", spoken)
    own = next((f.label for f in brief.facts if f.name == "why" and reason_name(f.label) == fact.value), None)
    return spoken.told(fact) if own is None else marked(spoken.of("reasons", own), fact.number) if spoken.of("reasons", own) else ""


def _taken(brief: Brief, spoken: LetterWords) -> str:
    """That the amount was taken, resting on what was deducted."""
    deducted = brief.at("case/deducted")
    return marked(spoken.say("taken"), deducted.number) if deducted else ""


def _deducted_before(brief: Brief, spoken: LetterWords) -> str:
    """That the same was taken before, resting on the earlier claim and on what the matcher concludes from it; empty without one."""
    if not any(f.name == "claimed_before" for f in brief.facts):
        return ""
    numbers = [f.number for f in brief.facts if f.name in {"claimed_before", "why"}]
    return marked(spoken.say("deducted_before"), *numbers)


def _again(brief: Brief, spoken: LetterWords) -> dict[str, str] | None:
    """What the last round was, where this letter takes a dispute up again."""
    filed = [f for f in brief.facts if f.name == "filed_on"]
    if brief.draft is not DraftKind.RE_DISPUTE or not filed:
        return None
    head = filed[-1].key.partition("/")[0]
    number, answer, reason = brief.at(f"{head}/dispute_id"), brief.at(f"{head}/answer"), brief.at(f"{head}/reason")
    return {
        "dispute": spoken.say("dispute", spoken.told(number)) if number else spoken.say("dispute_of", spoken.told(filed[-1])),
        "filed_on": spoken.told(filed[-1]),
        "answer": _answer(answer, spoken) if answer else "",
        "answered_on": _told(brief, f"{head}/answered_on", spoken),
        "granted": _told(brief, f"{head}/granted", spoken),
        "reason": marked(reason.value.replace('"', "'").rstrip("."), reason.number) if reason else "",
    }


def _answer(answer: Fact, spoken: LetterWords) -> str:
    return marked(spoken.of("answers", answer.label) or answer.value, answer.number)


def _news(brief: Brief, spoken: LetterWords) -> list[str]:
    """What came since the last filing: papers, and lines that were not part of it."""
    if brief.draft is not DraftKind.RE_DISPUTE:
        return []
    papers = [a.number for a in brief.attachments if (brief.at(f"paper:{a.number}/new"))]
    found = []
    for number in papers:
        new = brief.at(f"paper:{number}/new")
        if new is not None:
            found.append(marked("", new.number) + paper_name(brief, number, spoken))
    return found + [f"{spoken.forms('claims', brief.claim.value)[0]} {spoken.told(f)}" for f in brief.facts if f.name == "new_line"]


def _attachments(brief: Brief, spoken: LetterWords, *, named: bool) -> str:
    if not brief.attachments:
        return ""
    if named:
        return "; ".join(f"{a.number} {a.name}" for a in brief.attachments)
    last = brief.attachments[-1].number
    return spoken.say("exhibits_through", str(last)) if len(brief.attachments) > 1 else spoken.say("exhibit_only")


def _lost_letters(brief: Brief, facts: Iterable[LetterFact]) -> bool:
    """True where something said has letters with no plain spelling."""
    said = [*(f.value for f in brief.facts if f.kind in {FactKind.IDENTIFIER, FactKind.QUOTE}), *(plain(f.text) for f in facts)]
    return any(loses_letters(text) for text in said)
