"""In languages without a grammar: what the paper before a figure, or the figure that it is set against, says it is."""

from __future__ import annotations

from typing import Final

from cases.letters.verifier.checks.figures import matches, said_of_the_part
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.support import BY_TERMS, Grounds

SHOWN: Final = frozenset({"on_invoice"})
"""What is invoiced stands on the invoice, be it units, a sum or a price."""
_REACH: Final = 6
"""Words between a paper and the figure that it shows."""
_SHOWN: Final = {
    "invoice": frozenset({"on_invoice"}),
    "order": frozenset({"on_order", "order_cost"}),
    "booking": frozenset({"booked"}),
    "receipt": frozenset({"signed_for", "delivered", "on_board"}),
    "packing": frozenset({"on_board"}),
    "rates": frozenset({"per_unit", "due"}),
    "agreement": frozenset({"agreed", "due", "earned", "cap"}),
    "authorisation": frozenset({"authorised"}),
}
_FROM_PAPERS: Final = frozenset().union(*_SHOWN.values())
_PER_UNIT: Final = "per_unit"
_CONTRARY: Final = (
    ("sold_within", "sold_outside"),
    ("shipped", "delivered"),
    ("filed", "answered"),
    ("paid", "until"),
    ("cap", "earned"),
    ("baseline", "base"),
    ("notified", "delivered"),
    ("open", "per_unit"),
    ("owed", "per_unit"),
    ("granted", "per_unit"),
)
"""Roles of which one rules the other out, whatever else the wording says."""
_COSTS: Final = frozenset({"order_cost", "approved_cost"})
_APPROVED: Final = frozenset({"approved"})
_OPEN: Final = frozenset({"open", "owed", "granted"})
_DUE: Final = frozenset({"due"})
_PAID: Final = frozenset({"paid"})
_GRANTED: Final = frozenset({"granted"})
_EXPECTED: Final = "expected"
_WORTH: Final = frozenset({"worth"})
_CONFIRMED: Final = frozenset({"accepted", "acknowledged"})
_DISPUTED: Final = frozenset({"disputed"})
_CAP: Final = frozenset({"cap"})
_APART: Final = frozenset({"excess", "difference"})
_BILLED_AT: Final = frozenset({"invoice_cost"})
_TAKEN: Final = frozenset({"received", "booked", "deducted", "invoice_cost", "invoiced", "paid"})
_RIGHT: Final = frozenset({"due", "earned", "agreed", "allowed", "order_cost", "approved_cost", "authorised", "sold_within", "payout"})
_BILLED: Final = frozenset({"invoiced"})
_TAKEN_OFF: Final = frozenset({"deducted"})
_BOOKED: Final = frozenset({"received", "booked"})
_OPPOSED: Final = (
    (frozenset({"disputed"}), frozenset({"short"})),
    (_RIGHT, _TAKEN),
    (frozenset({"delivered"}), _BOOKED),
    (_BOOKED, _BILLED),
    (_TAKEN, _RIGHT),
)
"""What a figure is that one of such roles is set against: what is due against what was taken."""


def told_of(look: Look, figure: Figure) -> frozenset[str]:
    """The roles of a figure: those said, else those of the paper that shows it, else those of what it is set against."""
    whole = next((f for f in look.reading.figures if f.at > figure.at), None) if not figure.roles else None
    if said_of_the_part(look, figure) is not None:
        return frozenset()
    told = figure.roles or (whole.roles if whole is not None and said_of_the_part(look, whole) is figure else _of_part(look, figure, whole))
    told = told or _shown_to_be(look, figure) or _opposed(look, figure)
    if told & _BILLED and not figure.currencies:
        # `336 unités facturées`: what was billed is what was taken as a sum alone
        told -= _TAKEN_OFF
    return told | SHOWN if told & _BILLED else told


def _of_part(look: Look, part: Figure, whole: Figure | None) -> frozenset[str]:
    """`86 des 362 unités facturées ne relèvent pas de la promotion`: what stands by the whole, which it has not and the part has."""
    if whole is None or bool(part.currencies) != bool(whole.currencies) or max(part.values) >= max(whole.values):
        return frozenset()
    between = {w for w in look.reading.small[part.at + 1 : whole.at] if w != "\0" and w not in look.lexicon.unit_index}
    if not between or not between <= look.lexicon.of:
        return frozenset()
    own, theirs = (frozenset().union(*(f.roles for _, f in matches(look, one, values_alone=False))) for one in (whole, part))
    return whole.roles & theirs - own


def roles_of(grounds: Grounds, figure: Figure) -> frozenset[str]:
    """What a figure of a fact can be said to be: that a price of one stands on the invoice does not make it the sum of the invoice.

    An amount in dispute is what the units in dispute are worth; cartons that are signed for are more than confirmed.
    """
    if grounds.fact.name == "cartons":
        return figure.roles - _CONFIRMED
    if grounds.fact.name == "unit_cost":
        return figure.roles - SHOWN - _BILLED_AT
    comes_out = _DISPUTED & figure.roles or grounds.fact.name == _EXPECTED
    return figure.roles | _WORTH if comes_out and figure.currencies else figure.roles


def is_most(grounds: Grounds) -> bool:
    """What something comes to at most: a bound, and what the terms allow."""
    return grounds.fact.name in BY_TERMS or any(f.roles & _CAP for f in grounds.figures)


def is_contrary(told: frozenset[str], roles: frozenset[str]) -> bool:
    """Said for the one of two that the fact is not, and has the other for; what is due is the most that can be had."""
    if _DUE & told & roles:
        told -= _CAP
    if _PAID & told & roles:
        # `les 3,70 qui avaient été payés`
        told -= _GRANTED
    if _COSTS & told & roles or _APPROVED & roles:
        # `In der Bestellung steht noch 32,41`
        told -= _OPEN
    return any(one in told - roles and other in roles - told for pair in _CONTRARY for one, other in (pair, pair[::-1]))


def _shown_to_be(look: Look, figure: Figure) -> frozenset[str]:
    """What the paper shows, where the facts have the figure from a paper at all: `on the order` says nothing of a base."""
    have = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
    return _shown(look, figure) if have & _FROM_PAPERS else frozenset()


def _shown(look: Look, figure: Figure) -> frozenset[str]:
    """`In der Bestellung stehen 7,25`: what the paper before it is there to show; nothing where another figure stands between."""
    if figure.unit in look.lexicon.units_before:
        return frozenset()
    before = [s for s in spots(look.reading.small, look.lexicon.shown_index) if s[1] <= figure.at <= s[1] + _REACH]
    if not before:
        return frozenset()
    _, end, paper = before[-1]
    between = range(end, figure.at)
    figures = {f.at for f in look.reading.figures if f.unit not in look.lexicon.units_before}
    marks = [look.reading.tokens[at].text for at in between]
    # `(facture INV1, commande PO1) : 500`: a paper named aside shows nothing of what follows
    cut = any(at in figures for at in between) or any(m in ",;.!?" for m in marks) or marks.count(")") > marks.count("(")
    return frozenset() if cut else _SHOWN[paper]


def _opposed(look: Look, figure: Figure) -> frozenset[str]:
    """`160 statt 190`, `statt 160 … 190`: the words of contrast stand right before one of two figures, and the other says what it is."""
    if all(_PER_UNIT in f.roles for _, f in matches(look, figure, values_alone=False)):
        return frozenset()
    others = [f for f in look.reading.figures if f.at != figure.at and f.unit not in {*look.lexicon.units_before, "percent"}]
    others = [
        f for f in others if bool(f.currencies) == bool(figure.currencies) and (f.unit == figure.unit or not (f.unit and figure.unit))
    ]
    # `facturé 288,54 au lieu de 248,22, soit 40,32 de trop`: what lies between the two is neither
    others = [f for f in others if f.roles.isdisjoint(_APART)] if len(others) > 1 else others
    small = look.reading.small
    contrasts = spots(small, look.lexicon.contrast_index)
    leads = {end for start, end, _ in contrasts if look.lexicon.negators.isdisjoint(small[start:end])}
    denied = {end for _, end, _ in contrasts} | {
        at + 1
        for at, w in enumerate(small)
        if w in look.lexicon.negators and at and (small[at - 1] == "," or small[at - 1] in look.lexicon.joins)
    }
    others = others if len(others) == 1 else _right_amount(look, figure, others)
    if len(others) != 1 or not any(_adjoins(look, end, f.at) for end in leads | denied for f in (figure, others[0])):
        return frozenset()
    told = others[0].roles or _shown(look, others[0]) or _by_facts(look, others[0])
    # `facturé 500 de frais au lieu de 300`: of two words the one that the facts bear out
    other = told & frozenset().union(*(f.roles for _, f in matches(look, others[0], values_alone=False))) or told
    if other & _TAKEN and not any(_adjoins(look, end, f.at) for end in leads for f in (figure, others[0])):
        # `costa 500 e non 300`: what is so by the letter is what is right
        return frozenset()
    return next((opposed for roles, opposed in _OPPOSED if roles & other), frozenset())


def _right_amount(look: Look, figure: Figure, others: list[Figure]) -> list[Figure]:
    """`2 % de 16.374,80 son 327,50 y no 491,24`: what stands right before the words of contrast, where it is due by the facts."""
    before = [f for f in others if f.at < figure.at and f.currencies]
    return before[-1:] if before and (_by_facts(look, before[-1]) | _borne(look, before[-1])) & _RIGHT else []


def _by_facts(look: Look, figure: Figure) -> frozenset[str]:
    """What a figure that is said for nothing is due as, where all facts that have it agree."""
    if figure.roles:
        return frozenset()
    roles = [f.roles for _, f in matches(look, figure, values_alone=False)]
    return _RIGHT if roles and all(r & _RIGHT and not r & _TAKEN for r in roles) else frozenset()


def _borne(look: Look, figure: Figure) -> frozenset[str]:
    """What is said of a figure, as far as the facts have it for that."""
    return figure.roles & frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))


def _adjoins(look: Look, end: int, at: int) -> bool:
    """Nothing but an article, a participle of a role or a sign of money stands between the words and the figure."""
    return end <= at <= end + 3 and not any(look.reading.tokens[i].kind in {"number", "mark"} for i in range(end, at))
