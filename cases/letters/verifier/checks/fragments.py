"""Pieces of a sentence that say something beside it: `at your own request`, `in kind`, `had you counted`, `their account`."""

from __future__ import annotations

from collections.abc import Iterator

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.checks.grounding import is_said_by_fact
from cases.letters.verifier.look import Look, quoted, spotted
from cases.letters.verifier.phrases import covered
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_PHRASES = ("plain_index", "role_index", "said_index", "papers", "topics", "totals", "hedges", "kind_words", "hints")


def fragments(look: Look) -> Iterator[Remark]:
    """A piece between commas of more than a word holds a figure, a day, a number, an assertion, a request, or is a phrase that is known."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None or look.is_list_of_attachments:
        return
    held = {f.at for f in reading.figures} | {d.at for d in reading.days} | {a.at for a in reading.assertions}
    held |= {at for at, token in enumerate(reading.tokens) if token.kind in {"literal", "quote", "code"}}
    for index in ("role_index", "said_index", "papers", "topics", "kind_words", "unit_index"):
        held |= covered(spotted(look, index))
    plain = covered(s for s in spotted(look, "plain_index") if s[1] - s[0] > 1) | quoted(look)
    small_words = grammar.single | look.lexicon.of | look.lexicon.joins
    openers = {s[0]: any(t.kind != "mark" for t in reading.tokens[s[1] : s[1] + 1]) for s in spotted(look, "openers")}
    opened = {at for at, leads in openers.items() if leads}
    if not held:
        return
    facts = [fold(f.value).casefold() for f in look.cited.facts]
    for clause in reading.clauses:
        if not clause or reading.small[clause.stop : clause.stop + 1] == (":",):
            continue
        told = reading.text[reading.tokens[clause.start].start : reading.tokens[clause.stop - 1].end].casefold()
        first = reading.small[clause.start]
        if is_said_by_fact(look, clause):
            continue
        if any(told.removeprefix(first if first in grammar.number_joins else "").strip() in value for value in facts):
            continue
        if any(at in held or at in opened or (reading.small[at] in grammar.pointing and at not in openers) for at in clause):
            continue
        left = [at for at in clause if reading.tokens[at].kind == "word" and at not in plain and reading.small[at] not in small_words]
        frames = look.lexicon.frames
        bare = frames is not None and first in frames.prepositions and clause.stop - clause.start > 1 and clause.start not in plain
        of_nothing = bare and bool(left) and frames is not None and reading.small[left[-1]] not in frames.nouns
        if len(left) < 2 and not of_nothing and not any(reading.small[at] in grammar.owners for at in clause if at not in plain):
            continue
        if left:
            yield _open(look, clause.start, clause.stop, "it says nothing that can be checked")


def behind_figures(look: Look) -> Iterator[Remark]:
    """`468 units in kind`, `6.83 at cost`: a preposition behind a figure leads to a thing that is told, not to a bare word."""
    frames, grammar, reading = look.lexicon.frames, look.lexicon.grammar, look.reading
    if frames is None or grammar is None or look.is_list_of_attachments:
        return
    own = (
        quoted(look)
        | covered(spotted(look, "said_index"))
        | covered(s for index in _PHRASES for s in spotted(look, index) if s[1] - s[0] > 1)
    )
    units = covered(spotted(look, "unit_index")) | covered(spotted(look, "money"))
    ends = {"", ".", ",", ";", ":", ")"} | grammar.is_words | grammar.aside | grammar.number_joins | frames.prepositions
    for figure in figures_of(look):
        at = figure.at + 1
        while figure.at >= 0 and at < len(reading.tokens) and (at in units or reading.tokens[at].kind == "currency"):
            at += 1
        counted = reading.small[at + 2 : at + 3] if reading.small[at + 1 : at + 2] and reading.small[at + 1] in grammar.little.steps else ()
        if figure.currencies and counted and counted[0] in look.lexicon.unit_index and not _is_rate(look, figure):
            # `20.00 for every carton`
            yield _open(look, at, at + 3, f"no cited fact gives {figure.text} for one")
        if at + 1 >= len(reading.tokens) or reading.small[at] not in frames.leading or at in own or figure.at < 0:
            continue
        word, follows = reading.small[at + 1], reading.small[at + 2] if at + 2 < len(reading.small) else ""
        is_bare = (
            reading.tokens[at + 1].kind == "word" and at + 1 not in own and word not in grammar.single | look.lexicon.number_words.keys()
        )
        if is_bare and follows in ends and word not in frames.told_of:
            yield _open(look, at, at + 2, f"what it makes of {figure.text} cannot be checked")


def _is_rate(look: Look, figure: Figure) -> bool:
    """A cited fact has the figure as the price of one."""
    rates = look.lexicon.grammar.rates if look.lexicon.grammar is not None else frozenset()
    return any(rates & f.roles for _, f in matches(look, figure, values_alone=False))


def conditions(look: Look) -> Iterator[Remark]:
    """`Had you counted, …`: what is said under a condition that is told by its order."""
    frames, small = look.lexicon.frames, look.reading.small
    parties = {s[0] for s in spotted(look, "parties")} if look.lexicon.grammar else set()
    own = covered(spotted(look, "plain_index"))
    for clause in look.reading.clauses if frames else ():
        if frames and clause.start + 1 in parties and small[clause.start] in frames.inverted and clause.start not in own:
            stop = look.reading.tokens[-1].text if look.reading.tokens else ""
            if stop != "?":
                yield _open(look, clause.start, clause.start + 2, "what holds on a condition cannot be checked")


def others(look: Look) -> Iterator[Remark]:
    """`credited to their account`, `from our account`: whose account it is, and which way it goes."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None:
        return
    own = quoted(look)
    pays = any(small[at] in grammar.paying for at in look.reading.asking)
    for at, word in enumerate(small):
        if word in frames.theirs and at not in own:
            yield _open(look, at, at + 1, "whose it is cannot be checked")
        if (
            pays
            and at in look.reading.asking
            and word in frames.out_of
            and small[at + 1 : at + 2]
            and small[at + 1] in {*frames.ours, *frames.us}
        ):
            what = " ".join(small[at : at + 2])
            yield look.remark("asked_of", f'"{what}": it is asked for the other way round', what, severity=Severity.UNVERIFIABLE)


def doubled(look: Look) -> Iterator[Remark]:
    """`on earlier than`, `come before 48 units`, `less our costs`: words that compare or reckon with nothing."""
    frames, grammar, reading = look.lexicon.frames, look.lexicon.grammar, look.reading
    if frames is None or grammar is None:
        return
    figures, plain = {f.at for f in reading.figures}, covered(spotted(look, "plain_index"))
    units = covered(spotted(look, "unit_index"))
    held = covered(s for s in spotted(look, "role_index") if s[1] - s[0] > 1) | quoted(look)
    for at, word in enumerate(reading.small):
        follows = at + 1
        while follows < len(reading.small) and (
            reading.tokens[follows].kind == "currency" or reading.small[follows] in grammar.articles | grammar.determiners
        ):
            follows += 1
        if word in frames.never_of_figures and follows in figures and at not in plain | held:
            yield _open(look, at, at + 1, "nothing is compared by it")
        if word in frames.reckoning and at + 1 < len(reading.small) and reading.small[at + 1] in grammar.owners and at not in held:
            yield _open(look, at, at + 2, "nothing that can be reckoned with follows")
        if word in frames.per and at not in held | plain | units and at + 1 not in figures and look.reading.small[at + 1 : at + 2]:
            yield _open(look, at, at + 2, "what it is counted by cannot be checked")
    for start, _, name in spotted(look, "said_index"):
        if name[1:] in {"before", "after"} and start and reading.small[start - 1] in frames.spot_of_day:
            yield _open(look, start - 1, start + 1, "which day is told cannot be checked")


def compounds(look: Look) -> Iterator[Remark]:
    """`the remittance cost`: a price or amount that is named after a thing by a pair that no phrase has."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None or look.is_list_of_attachments:
        return
    held = covered(s for index in _PHRASES for s in spotted(look, index) if s[1] - s[0] > 1) | quoted(look)
    for start, end, role in spotted(look, "role_index"):
        if role in grammar.rates and end - start == 1 and start and start - 1 not in held and small[start - 1] in frames.things:
            yield _open(look, start - 1, end, "what price that is cannot be checked")


def _open(look: Look, start: int, end: int, why: str) -> Remark:
    tokens = look.reading.tokens
    text = look.reading.text[tokens[start].start : tokens[min(end, len(tokens)) - 1].end]
    return look.remark("fragments", f'"{text}": {why}', text, severity=Severity.UNVERIFIABLE)
