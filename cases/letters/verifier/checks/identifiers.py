"""Every identifier, name and quotation is a cited fact, and numbers with a check digit pass it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.verifier.look import Look, said, spotted
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity
from facts.identifiers import is_asin, is_gtin, is_vics_bol

_REASON: Final = "case/reason"
_ANSWERED: Final = "answered"
_DENIED: Final = "denied"
_YOURS: Final = frozenset({"retailer", "receiver", "carrier"})
_DENYING: Final = frozenset({"not", "no", "without", "never", "nor"})
"""Words before what a fact denies."""
GTIN_NAMES = frozenset({"gtin", "ean", "upc"})


def identifiers(look: Look) -> Iterator[Remark]:
    """A code that the brief does not know is refused, and so is one that it knows but the sentence does not cite."""
    if look.is_list_of_attachments:
        return
    for literal in dict.fromkeys((*look.reading.codes, *look.reading.literals)):
        if named := look.cited.with_literal(literal):
            if look.lexicon.grammar is not None and not _stands_for(look, literal, named):
                message = f"the cited facts are about {literal}, but none of them is told"
                yield look.remark("identifiers", message, literal, facts=named[:3], severity=Severity.UNVERIFIABLE)
            continue
        owners = look.known.all.with_literal(literal)
        if not owners:
            yield look.remark("identifiers", f"{literal} is not in the brief: an unknown number, or one of another case", literal)
        else:
            yield look.remark(
                "identifiers", f"{literal} stands in fact {', '.join(map(str, owners[:3]))}, which is not cited", literal, facts=owners[:3]
            )


def _stands_for(look: Look, literal: str, named: tuple[int, ...]) -> bool:
    """True where a cited fact is that number, names it in words or stands in that file, or is told by its figure or day."""
    for number in named:
        grounds = look.known.grounds[number]
        about_alone = fold(grounds.fact.about) == literal and literal not in fold(grounds.fact.value)
        if not about_alone or (grounds.fact.kind is FactKind.STATEMENT and look.reading.assertions):
            return True
        told = any(f.values & g.values for f in grounds.figures for g in look.reading.figures)
        if told or any(d.days & g.days for d in grounds.days for g in look.reading.days):
            return True
    return False


def each_named(look: Look) -> Iterator[Remark]:
    """An identifier is not named twice in the place of another of its kind that the sentence cites and leaves out."""
    if look.is_list_of_attachments:
        return
    times = Counter(look.reading.literals)
    said_names = set(times)
    for fact in look.cited.facts:
        if fact.kind is not FactKind.IDENTIFIER or fold(fact.value) in said_names:
            continue
        others = [f for f in look.cited.facts if f.name == fact.name and f.kind is FactKind.IDENTIFIER and times[fold(f.value)] > 1]
        if others:
            message = f"{others[0].value} is named twice and {fact.value}, which is cited, not at all"
            yield look.remark("each_named", message, others[0].value, fact.value, [fact.number, others[0].number])


def check_digits(look: Look) -> Iterator[Remark]:
    """A bill of lading number of 17 digits and a trade item number pass their check digit, an ASIN has its shape.

    One that a paper was read to bear is told all the same, with a remark: the paper may be wrong.
    """
    for fact in look.cited.facts:
        if fact.kind is FactKind.IDENTIFIER and fold(fact.value) in look.reading.literals and (problem := _problem(fact.name, fact.value)):
            from_paper = any(p.page is not None for p in fact.places)
            severity = Severity.REMARK if from_paper else Severity.OBJECTION
            yield look.remark("check_digits", f"{fact.value} {problem}", fact.value, facts=[fact.number], severity=severity)
    for found in re.finditer(r"\bASIN ([A-Z0-9]+)", look.reading.text):
        if not is_asin(found[1]):
            yield look.remark("check_digits", f"{found[1]} does not have the shape of an ASIN", found[1])


def _problem(name: str, value: str) -> str:
    match name:
        case "bol_number" if len(value) == 17 and value.isdigit() and not is_vics_bol(value):
            return "fails the check digit of a bill of lading number"
        case _ if name in GTIN_NAMES and not is_gtin(value):
            return "fails the check digit of a trade item number"
        case _:
            return ""


def names(look: Look) -> Iterator[Remark]:
    """A name that no cited fact has is refused. In languages that write all nouns large it is left to the check of wording."""
    if not look.lexicon.names_are_capital or look.is_list_of_attachments:
        return
    for word in look.reading.words:
        if word.text[:1].isupper() and not word.opens and not _is_common(look, word.text) and not look.cited.has_word(word.text):
            owners = [g.fact for g in look.known.grounds.values() if word.text.casefold() in g.words]
            hint = f"; {said(owners[0])} has it: cite it" if owners else ""
            yield look.remark(
                "names", f"the name {word.text} is in none of the cited facts{hint}", word.text, facts=[f.number for f in owners[:3]]
            )


_WITH_INITIAL = re.compile(r"\b([^\W\d_])\.\s*([^\W\d_][\w'-]+)")


def initials(look: Look) -> Iterator[Remark]:
    """A name that a cited fact has with one initial is not said with another: `M. Lindqvist` is not `R. Lindqvist`."""
    told = [fold(f.value).casefold() for f in look.cited.facts]
    for initial, name in _WITH_INITIAL.findall(look.reading.text):
        pattern = re.compile(rf"\b{re.escape(initial.casefold())}\w*\.?\s*(\w+\.?\s+)?{re.escape(name.casefold())}\b")
        if initial.isupper() and any(name.casefold() in value for value in told) and not any(pattern.search(value) for value in told):
            yield look.remark("names", f"no cited fact has the name {initial}. {name}", f"{initial}. {name}")


def _is_common(look: Look, word: str) -> bool:
    return word.casefold().removesuffix("'s") in look.lexicon.spoken


def quotations(look: Look) -> Iterator[Remark]:
    """What stands between quotation marks is a cited quotation, word for word."""
    for quote in look.reading.quotes:
        told = _bare(quote)
        if any(f.kind is FactKind.QUOTE and _bare(f.value) == told for f in look.cited.facts):
            continue
        if not _is_own_reason(look, told) and not _is_term(look, told):
            yield look.remark("quotations", f'"{quote}" is not what a cited fact quotes', quote)


def _is_term(look: Look, told: str) -> bool:
    """In languages without a grammar: `the tier "small parcel"`: what a cited fact calls a thing, or all that it says; nobody said it."""
    frames = look.lexicon.frames
    if look.lexicon.grammar is not None or frames is None or not frames.speakers.isdisjoint(_beside_quotes(look)):
        return False
    pattern = re.compile(rf"(?<![\w.-]){re.escape(told.casefold())}(?![\w-]|\.\d)")
    for fact in look.cited.facts:
        text = _bare(fact.value).casefold()
        found = pattern.search(text) if fact.kind in {FactKind.STATEMENT, FactKind.NAME} else None
        if found is None or _DENYING & set(text[: found.start()].split()):
            continue
        if found[0] == text or not any(map(str.isdigit, told)):
            return True
    return False


def _beside_quotes(look: Look) -> frozenset[str]:
    """The words of the parts of the sentence, up to a semicolon, in which something is quoted."""
    tokens, found, start = look.reading.tokens, set[str](), 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or tokens[at].text == ";":
            found |= set(look.reading.small[start:at]) if any(t.kind == "quote" for t in tokens[start:at]) else set()
            start = at + 1
    return frozenset(found)


def _is_own_reason(look: Look, told: str) -> bool:
    """`the reason is "Proof shows full delivery"`: the reason the dispute is filed for, which is no word of the other side."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None:
        theirs = any(role == _ANSWERED for _, _, role in look.reading.role_spots)
        theirs |= any(a.predicate == _DENIED for a in look.reading.assertions)
        stated = not theirs and not look.lexicon.reasons.isdisjoint(small)
    else:
        stated = not grammar.little.reasons.isdisjoint(small) and _YOURS.isdisjoint(_parties(look))
    if not stated:
        return False
    return any(f.key == _REASON and _bare(f.value).casefold() == told.casefold() for f in look.cited.facts)


def _parties(look: Look) -> frozenset[str]:
    """Who is spoken of in the sentence."""
    return frozenset(party for _, _, party in spotted(look, "parties"))


def _bare(text: str) -> str:
    return fold(text).replace('"', "'").strip().rstrip(". ")
