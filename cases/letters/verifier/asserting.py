"""What a sentence asserts and denies, who is said to do it, and what it compares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cases.letters.verifier.grammar import Grammar
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import Spot, covered, spots
from cases.letters.verifier.pieces import Assertion
from cases.letters.verifier.segments import BREAKS, clauses
from cases.letters.verifier.separable import leaves_out, parted
from cases.letters.verifier.tokens import Token

_REACH: Final = 6
"""Words within which the doer of a verb stands."""
_TIMES: Final = frozenset({"before", "after"})
_COMMA: Final = frozenset({","})
_SIZES: Final = frozenset({"more_than", "less_than"})
_SOURCES: Final = frozenset({"receipt", "packing", "rates", "agreement", "authorisation", "booking"})
"""Papers that say how something is; behind an order or an invoice something also happens."""
_LITTLE: Final = 3
"""Letters of a preposition at most."""
_OF_THINGS: Final = frozenset({"no"})
_DOERS: Final = frozenset({"you", "we"})
_AHEAD: Final = 2
"""Words behind a preposition among which the paper stands that it names."""


def assertions(
    tokens: Sequence[Token],
    small: Sequence[str],
    lexicon: Lexicon,
    taken: frozenset[int],
    told: frozenset[int] = frozenset(),
    asking: frozenset[int] = frozenset(),
) -> tuple[tuple[Assertion, ...], tuple[str, ...]]:
    """What the sentence asserts and denies. A negation denies what comes after it in its clause, else what stands before it.

    `told` are tokens that are the role of a figure, `asking` those of a request, in which a verb asks and says nothing.
    """
    said = spots(small, lexicon.said_index, taken)
    apart = list(parted(tokens, small, lexicon.said_index, lexicon))
    said = sorted([*(s for s in said if s[1] - s[0] > 1 or s[0] not in {p[0] for p in apart}), *apart]) if apart else said
    found = [
        s
        for s in said
        if not _asks(s, small, lexicon, asking)
        and not _names_source(s, small, lexicon)
        and not _leads_to_number(s, tokens, small, lexicon)
        and not _counts_out(s, tokens, small, lexicon)
        and not _ends_verb(s, tokens, small, lexicon)
    ]
    found = _of_strength(found, small, lexicon)
    made: list[Assertion] = []
    loose: list[str] = []
    parties = spots(small, lexicon.grammar.parties) if lexicon.grammar else []
    # `ne peut dépasser 617`: what a figure is said to be is held against the facts
    in_roles = covered(s for s in spots(small, lexicon.role_index) if not lexicon.forbidding.isdisjoint(small[s[0] : s[1]]))
    for clause in clauses(tokens, small, lexicon):
        here = [s for s in found if s[0] in clause]
        denied: dict[int, int] = {}
        for at in clause:
            if at in taken or tokens[at].kind != "word" or small[at] not in lexicon.negators or any(s <= at < e for s, e, _ in here):
                continue
            target = _behind_relative(small, at, here, lexicon) or _denied_by(at, small, here, lexicon)
            is_half = _is_half(small, at, _outside(clause, here, small, lexicon), lexicon)
            if is_half or at in in_roles or leaves_out(small, at, target, lexicon):
                continue
            if (
                _numbers(tokens, small, at, lexicon)
                or _sets_against(tokens, small, at, lexicon)
                or (lexicon.grammar and contrasts(tokens, small, at, lexicon.grammar))
            ):
                continue
            if small[at] in lexicon.joins and any(small[i] in lexicon.negators for i in range(clause.start, at)):
                continue
            if (restricted := restricts(small, at, lexicon)) is not None:
                if not _is_all_left(tokens, small, restricted + 1, lexicon):
                    loose.append(" ".join(t.text for t in tokens[at : restricted + 1]))
                continue
            if target is not None and target > at and _goes_on(small[at], small[at + 1 : target], lexicon):
                loose.append(" ".join(t.text for t in tokens[at : min(at + 4, clause.stop)]))
                continue
            if target is None or _denies_figure(tokens, small, at, lexicon):
                loose.append(" ".join(t.text for t in tokens[at : min(at + 4, clause.stop)]))
            else:
                denied[target] = denied.get(target, 0) + 1
        names = {name for start, _, name in here if start in denied}
        for start, end, name in here:
            in_words = " ".join(t.text for t in tokens[start:end])
            # `no exception was noted`: one denial, of one thing said in two words
            times = denied.get(start, 0) + int(name in names and start > min(denied))
            doer, goal = _parties(small, clause, (start, end), here, parties, lexicon.grammar)
            is_told = set(range(start, end)) <= told
            disproved = name == "-proven" and not lexicon.little.alleging.isdisjoint(small[clause.start : clause.stop])
            # `the alleged shortage is refuted`: what the papers prove is what stands against it
            positive = (name[0] == "+" or disproved) != (times % 2 == 1)
            made.append(Assertion(name[1:], positive, in_words, doer, goal, is_told, times, start))
    return tuple(made), tuple(loose)


def _denied_by(at: int, small: Sequence[str], said: Sequence[Spot], lexicon: Lexicon) -> int | None:
    """Where the assertion begins that a negator denies: the next one of its clause, else, in most languages, the one before it.

    Between the halves of a denial (`ne convainc pas`) stands the verb that is denied.
    """
    if lexicon.denies_ahead and small[at] in lexicon.pairing:
        first = next((i for i in range(at - 1, max(-1, at - _REACH), -1) if small[i] in lexicon.paired), at)
        within = next((start for start, _, _ in said if first < start < at), None)
        if within is not None:
            return within
    ahead = next((start for start, _, _ in said if start > at), None)
    return ahead if ahead is not None or lexicon.denies_ahead else next((start for start, _, _ in reversed(said) if start < at), None)


def restricts(small: Sequence[str], at: int, lexicon: Lexicon) -> int | None:
    """Where `que` stands in `n'indique que 384`: what follows is all that is left, and nothing is denied. None for any other denial."""
    that = lexicon.frames.that if lexicon.frames and lexicon.grammar is None else frozenset()
    for place in range(at + 1, min(at + _REACH, len(small) - 1)):
        if small[place] in that:
            return place
        if small[place] in lexicon.negators or small[place] in BREAKS:
            return None
    return None


def _sets_against(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """`und nicht 500 EUR`: what the figure behind it is not is what the other one is, and is checked as such."""
    set_apart = spots(small, lexicon.contrast_index)
    corrects = [e for s, e, _ in set_apart if s > at and small[s - 1] == "," and not _denies(small[s:e], lexicon)]
    if _leads_to_figure(tokens, at + 1) and any(_leads_to_figure(tokens, end) for end in corrects):
        # `nicht 228, sondern 276 Stück`
        return True
    ends = [end for start, end, _ in set_apart if start <= at < end and _begins_anew(small, start, lexicon)]
    if not any(t.kind == "number" for t in tokens[:at]):
        return False
    joined = at > 0 and (small[at - 1] == "," or small[at - 1] in lexicon.joins)
    preposed = len(small) > at + 1 and len(small[at + 1]) <= _LITTLE and _leads_to_figure(tokens, at + _AHEAD)
    if joined and lexicon.grammar is None and not lexicon.unspaced and (_leads_to_figure(tokens, at + 1) or preposed):
        # `deckt 733,60, nicht 770,70`, `bezieht sich auf 806 Stück, nicht auf 830`
        return True
    return any(all(t.kind in {"currency", "number"} for t in tokens[end : end + 1]) and end < len(tokens) for end in ends)


def _begins_anew(small: Sequence[str], start: int, lexicon: Lexicon) -> bool:
    """`…, nicht aber 500 EUR`; in `berechnet wurden nicht aber 500 EUR` it is the verb that is denied."""
    if lexicon.grammar is not None or lexicon.unspaced or start == 0:
        return True
    return small[start] in lexicon.joins or small[start - 1] in lexicon.joins or not small[start - 1].isalnum()


def _denies(words: Sequence[str], lexicon: Lexicon) -> bool:
    return any(negator in word for word in words for negator in lexicon.negators)


def _leads_to_figure(tokens: Sequence[Token], at: int) -> bool:
    """A number follows, its sign of money before it or not."""
    kinds = [t.kind for t in tokens[at : at + 2]]
    return kinds[:1] == ["number"] or kinds == ["currency", "number"]


def contrasts(tokens: Sequence[Token], small: Sequence[str], at: int, grammar: Grammar) -> bool:
    """`is 33.68 and not 32.41`: a figure that another one before it is not, beside the negation and up to a preposition before it."""
    follows = at + 1
    while follows < len(tokens) and (small[follows] in grammar.articles | grammar.little.bridging or tokens[follows].kind == "currency"):
        follows += 1
    joins = grammar.little.joining | _COMMA
    if small[at] not in grammar.little.negating or small[max(0, at - 1)] not in joins:
        return False
    if follows >= len(tokens) or tokens[follows].kind != "number":
        return False
    return any(t.kind == "number" and t.text != tokens[follows].text for t in tokens[:at])


def _of_strength(found: Sequence[Spot], small: Sequence[str], lexicon: Lexicon) -> list[Spot]:
    """How strong evidence is said to be, wherever in reach of a word for it: `the evidence we hold is weak`."""
    grammar = lexicon.grammar
    if grammar is None or grammar.little.evidence.isdisjoint(small):
        return list(found)
    nouns = [at for at, word in enumerate(small) if word in grammar.little.evidence]
    told: list[Spot] = []
    for at, word in enumerate(small):
        name = next((n for n, words in grammar.strengths.items() if word in words), "")
        reach = [n for n in nouns if 0 < abs(n - at) <= _REACH and not set(BREAKS) & set(small[min(n, at) : max(n, at)])]
        if name and reach:
            told.append((at, at + 1, f"+{name}"))
    held = {at for start, end, name in found for at in range(start, end) if name[1:] in grammar.strengths}
    told = [s for s in told if s[0] not in held]
    return sorted([*(s for s in found if not any(s[0] <= t[0] < s[1] for t in told)), *told])


def _behind_relative(small: Sequence[str], at: int, here: Sequence[Spot], lexicon: Lexicon) -> int | None:
    """`none of the 48 units that we invoiced was received`: the verb behind a clause about the units, where one follows."""
    grammar = lexicon.grammar
    if grammar is None or small[at] not in grammar.little.nothings:
        return None
    opens = next((n for n in range(at, min(at + 2 * _REACH, len(small))) if small[n] in grammar.that), None)
    inner = next((s for s in here if opens is not None and s[0] > opens), None)
    outer = next((s for s in here if inner is not None and s[0] >= inner[1]), None)
    if inner is None or outer is None or not any(small[n] in grammar.is_words for n in range(inner[1], outer[0])):
        return None
    return outer[0]


def _is_all_left(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """`que 384`, `que le 29 août`, `qu'à hauteur de 95,07`: a figure or day follows behind words that lead to it."""
    stop = min(len(tokens) - 1, at + _REACH - 1)
    while at < stop and tokens[at].kind == "word" and (small[at] in lexicon.neutral or _is_role(small[at], lexicon)):
        at += 1
    return tokens[at].kind in {"number", "currency", "day"}


def _outside(clause: range, here: Sequence[Spot], small: Sequence[str], lexicon: Lexicon) -> Sequence[int]:
    """The words of a clause, less those of phrases that deny by themselves: `non ha firmato … senza nulla eccepire`."""
    alone = lexicon.negators - lexicon.paired - lexicon.pairing
    held = {n for s, e, _ in here if e - s > 1 and small[s] in alone for n in range(s, e)}
    return [n for n in clause if n not in held] if held else clause


def _is_half(small: Sequence[str], at: int, clause: Sequence[int], lexicon: Lexicon) -> bool:
    """`ne` before its `pas`, and `noch` without a `weder`, deny nothing."""
    if small[at] in lexicon.seconding and (lexicon.negators - lexicon.seconding).isdisjoint(small[:at]):
        return True
    if small[at] in lexicon.negators and at + 1 in clause and small[at + 1] in lexicon.pairing:
        # `sans aucune réserve`: one denial, said in two words
        return True
    return small[at] in lexicon.paired and not lexicon.pairing.isdisjoint(small[n] for n in clause)


def _ends_verb(spot: Spot, tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon) -> bool:
    """`wir schlagen 500 EUR vor.`: the part of a verb that stands at the end of its clause compares nothing."""
    start, end, _ = spot
    return end - start == 1 and small[start] in lexicon.particles and (end >= len(tokens) or tokens[end].kind == "mark")


def _goes_on(negator: str, between: Sequence[str], lexicon: Lexicon) -> bool:
    """`not take off the units that came back`: what is told in a clause of its own behind a noun is not what is denied.

    Nor is what somebody did behind a thing that there is none of: `no basis for the 20.00 that you deducted`.
    """
    grammar = lexicon.grammar
    if grammar is None:
        return False
    if negator in _OF_THINGS and not _DOERS.isdisjoint(between[1:]):
        return True
    apart = any(w in grammar.that and at and between[at - 1] in lexicon.unit_index for at, w in enumerate(between))
    return apart or any(w in grammar.little.clausal for w in between)


def _numbers(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """`no. D-14`: a number follows, and nothing is denied."""
    grammar = lexicon.grammar
    if grammar is None or small[at] not in grammar.shortened or at + 1 >= len(tokens):
        return False
    return tokens[at + 1].kind in {"literal", "code"}


def _denies_figure(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """`not 120 units`: it is the figure that is denied."""
    grammar = lexicon.grammar
    follows = at + 1
    while grammar is not None and follows < len(tokens) and (small[follows] in grammar.articles or tokens[follows].kind == "currency"):
        follows += 1
    return grammar is not None and follows < len(tokens) and tokens[follows].kind in {"number", "day", "literal"}


def _asks(spot: Spot, small: Sequence[str], lexicon: Lexicon, asking: frozenset[int]) -> bool:
    start, end, name = spot
    if start not in asking:
        return False
    grammar = lexicon.grammar
    wanted = (
        grammar is not None and name[1:] in grammar.asked_for and not grammar.little.happened.intersection(small[max(0, start - 3) : start])
    )
    return wanted or (end - start == 1 and small[start] in lexicon.requests)


def _leads_to_number(spot: Spot, tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon) -> bool:
    """`under PO 123` compares nothing, `seal 123` seals nothing."""
    start, end, name = spot
    grammar = lexicon.grammar
    if grammar is None and name[1:] in _SIZES and end < len(tokens):
        # "unter dem 9. September", "unter der Referenz INV1SC"
        return tokens[end].kind in {"day", "literal", "code"}
    if grammar is not None and name[1:] in _TIMES:
        return _follows_figure(tokens, small, end, grammar)
    if grammar is None and name[1:] in _TIMES:
        return _leads_to_amount(tokens, small, end, lexicon)
    if grammar is None or not (name[1:] in _SIZES or tokens[start].text.casefold() in grammar.kind_words):
        return False
    if end - start == 1 and tokens[start].text.casefold() in grammar.loose:
        before = tokens[start - 1] if start else None
        if before is not None and (before.kind == "literal" or before.text.casefold() in grammar.kind_words):
            return True
        return not _measures(tokens, end, lexicon)
    reach = min(len(tokens), end + _REACH)
    while end < reach and tokens[end].text.casefold() in grammar.articles | grammar.fillers | grammar.kind_words.keys() | {".", "of"}:
        end += 1
    return end < len(tokens) and tokens[end].kind == "literal"


def _leads_to_amount(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """`après déduction des 20,00 déjà accordés`: what is taken off is no day."""
    stop = min(len(tokens), at + _REACH)
    while at < stop and tokens[at].kind == "word" and (small[at] in lexicon.of or _is_role(small[at], lexicon)):
        at += 1
    return at < len(tokens) and tokens[at].kind in {"number", "currency"}


def _follows_figure(tokens: Sequence[Token], small: Sequence[str], at: int, grammar: Grammar) -> bool:
    """`after the 20.00 already granted`: no day is compared."""
    while at < len(tokens) and (small[at] in grammar.articles | grammar.determiners or tokens[at].kind == "currency"):
        at += 1
    return at < len(tokens) and tokens[at].kind == "number"


def _measures(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """True where a figure, or what can be one, follows: `above 3.92`, `under the order cost`."""
    grammar = lexicon.grammar
    while (
        grammar is not None and at < len(tokens) and tokens[at].text.casefold() in grammar.articles | grammar.owners | grammar.determiners
    ):
        at += 1
    follows = tokens[at] if at < len(tokens) else None
    return follows is not None and (follows.kind in {"number", "currency"} or _is_role(follows.text.casefold(), lexicon))


def _is_role(word: str, lexicon: Lexicon) -> bool:
    return any(len(phrase) == 1 for phrase, _ in lexicon.role_index.get(word, ()))


def _names_source(spot: Spot, small: Sequence[str], lexicon: Lexicon) -> bool:
    """`nach dem Ablieferbeleg`, in a language without a grammar: by that paper, and not after it."""
    _, end, name = spot
    if lexicon.grammar is not None or name[1:] not in _TIMES:
        return False
    return any(start < _AHEAD and paper in _SOURCES for start, _, paper in spots(small[end:], lexicon.shown_index))


def _counts_out(spot: Spot, tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon) -> bool:
    """`all 27 cartons`, `all of the 27 cartons`: the figure says how many."""
    _, end, name = spot
    grammar = lexicon.grammar
    if name != "+whole":
        return False
    while end < len(small) and (small[end] in lexicon.of or (grammar is not None and small[end] in grammar.determiners)):
        end += 1
    return end < len(small) and (tokens[end].kind == "number" or small[end] in lexicon.number_words)


def _parties(
    small: Sequence[str], clause: range, spot: tuple[int, int], verbs: Sequence[Spot], parties: Sequence[Spot], grammar: Grammar | None
) -> tuple[str, str]:
    """Who is said to do it (`the retailer received`, `received by the retailer`) and to whom (`delivered to the retailer`)."""
    if grammar is None or not parties:
        return "", ""
    start, end = spot
    next_verb = min((s for s, _, _ in verbs if s >= end), default=clause.stop)
    doer = goal = ""
    for s, _, party in parties:
        if end <= s < min(next_verb, end + _REACH):
            before = [w for w in small[end:s] if w not in grammar.articles][-1:]
            if before and before[0] in grammar.by_whom and not doer:
                doer = party
            elif before and before[0] in grammar.to_whom and not goal:
                goal = party
    passive = _passive(small, clause, start, parties, grammar)
    goal = goal or passive
    if not doer and not passive:
        doer = _subject(small, clause, start, verbs, parties, grammar)
    return doer, goal


def _passive(small: Sequence[str], clause: range, start: int, parties: Sequence[Spot], grammar: Grammar) -> str:
    """`we were billed`: the party that it is done to stands first."""
    for s, e, party in reversed([p for p in parties if clause.start <= p[0] and start - _REACH <= p[0] and p[1] <= start]):
        between = small[e:start]
        if (small[s] in grammar.owners and e - s == 1) or (s > clause.start and small[s - 1] in grammar.aside):
            continue
        if any(w in grammar.is_words for w in between) and all(w in grammar.is_words | grammar.meanwhile for w in between):
            return party if between[-1] not in grammar.meanwhile or between[0] not in grammar.meanwhile else ""
        return ""
    return ""


def _subject(small: Sequence[str], clause: range, start: int, verbs: Sequence[Spot], parties: Sequence[Spot], grammar: Grammar) -> str:
    """The party that stands before an active verb with nothing but auxiliaries and adverbs between."""
    last_verb = max((e for _, e, _ in verbs if e <= start), default=clause.start)
    for s, e, party in reversed([p for p in parties if max(clause.start, last_verb, start - _REACH) <= p[0] and p[1] <= start]):
        between = small[e:start]
        before = small[s - 1] if s > clause.start else ""
        before = small[s - 2] if before in grammar.articles and s - 1 > clause.start else before
        if (small[s] in grammar.owners and e - s == 1) or before in grammar.aside:
            continue
        if all(w in grammar.meanwhile for w in between):
            return party
        return ""
    return ""
