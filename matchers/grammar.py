"""What a line of a remittance is: invoice, claim, reversal, holdback … read from its number, its words and its sign.

A claim's number is its root invoice's number with suffix tokens (`INV1SC`, `INV1SCR`, `INV1SCRSC`). A supplier's own number may
end in the same letters, so a suffix counts only when the root is a known invoice, the words agree or the sign does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from facts.finding import FindingType
from facts.identifiers import compact
from matchers.suffixes import Way, possible, strips, without_zeros
from rules.grammar import ClaimToken, Grammar, LineRole

_WORD: Final = re.compile(r"[\w./\-]+")
_DIGITS: Final = re.compile(r"\d+")
_BESIDE_INVOICES: Final = {FindingType.FREIGHT, FindingType.FEE, FindingType.PROMOTION, FindingType.DUPLICATE, FindingType.POST_AUDIT}
"""Words that may also stand in the description of an ordinary invoice."""
_SHORTEST_MENTION: Final = 4
_REMEMBERED: Final = 1 << 17


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim that another table names (a shortage detail, a list of chargebacks), with its invoice and kind where it says so."""

    number: str
    root: str = ""
    type: FindingType = FindingType.UNCLASSIFIED


@dataclass(frozen=True, slots=True)
class LineWords:
    """The parts of a remittance line that say what it is. `amount` is signed as on the remittance: negative takes money away."""

    number: str
    amount: Decimal
    description: str = ""
    transaction_type: str = ""
    reference_details: str = ""
    original_invoice: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a line is. `root` is the key of the invoice it belongs to, `round` counts claims on one root from 1.

    `certain` is False where only one weak sign speaks for it; `basis` says in words what it rests on.
    """

    role: LineRole
    type: FindingType
    root: str
    basis: str
    round: int = 1
    certain: bool = True


@dataclass(slots=True)
class KnownNumbers:
    """Numbers that help to read others, all as keys: our invoices, claims named elsewhere, what was taken, and kinship.

    `own_series` are the pack's number patterns that our own invoice numbers also fit.
    """

    invoices: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, KnownClaim] = field(default_factory=dict)
    remitted: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    kin: Mapping[str, int] = field(default_factory=dict)
    own_series: frozenset[str] = frozenset()

    def is_root(self, key: str) -> bool:
        """True for an invoice of ours, from our own papers or because the retailer paid it."""
        return key in self.invoices or key in self.remitted


@lru_cache(maxsize=_REMEMBERED)
def number_key(number: str | None) -> str:
    """The spelling used for comparing; digits without their leading zeros.

    >>> number_key("inv-104 SC"), number_key("000123")
    ('INV104SC', '123')
    """
    return without_zeros(compact(unicodedata.normalize("NFKC", number or "")))


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str | None) -> str:
    """Small letters without accents, one space between words, as rule packs write their words.

    >>> plain("Rückbuchung  FÜR Maß")
    'ruckbuchung fur mass'
    """
    spread = unicodedata.normalize("NFKD", (text or "").casefold())
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def own_series(invoices: Iterable[str], grammar: Grammar) -> frozenset[str]:
    """The number patterns of a pack that our own invoice numbers also fit, and that so prove nothing."""
    numbers = [_upper(n) for n in invoices]
    patterns = (p.pattern for p in grammar.patterns if p.field == "number")
    return frozenset(p.pattern for p in patterns if any(p.search(n) for n in numbers))


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a line, looked up once: its role and kind by the description, its role by the transaction type."""

    role: LineRole | None
    type: FindingType | None
    typed_role: LineRole | None
    mentions: frozenset[str]
    original: str

    @property
    def invoice(self) -> bool:
        return self.role is LineRole.INVOICE and (self.type is None or self.type in _BESIDE_INVOICES)

    @property
    def gives_back(self) -> bool:
        return self.role in {LineRole.REVERSAL, LineRole.REPAYMENT}


@dataclass(slots=True)
class Phrases:
    """Descriptions already looked up: role and kind by the words without their digits, and all that a line says."""

    words: dict[str, tuple[LineRole | None, FindingType | None]] = field(default_factory=dict)
    lines: dict[tuple[str, str, str, str], _Said] = field(default_factory=dict)


def read_line(line: LineWords, known: KnownNumbers, grammar: Grammar, phrases: Phrases | None = None) -> Meaning:
    """What a line is; `unclassified` where number, words and sign do not say enough (domain.md 1.2)."""
    key = number_key(line.number)
    said = _said(line, grammar, phrases or Phrases())
    readers = (_missed_adjustment, _holdback, _own_invoice, _suffixed, _patterned, _described, _known_claim)
    for reader in readers:
        meaning = reader(line, key, said, known, grammar)
        if meaning is not None:
            return meaning
    return _by_sign(line, key, said, known)


def takes_money(line: LineWords, known: KnownNumbers, grammar: Grammar, phrases: Phrases | None = None) -> bool:
    """True where number and words alone call a line a deduction, whatever its sign."""
    meaning = read_line(replace(line, amount=-abs(line.amount)), known, grammar, phrases)
    return meaning.certain and meaning.role in {LineRole.CLAIM, LineRole.MISSED_ADJUSTMENT}


def _said(line: LineWords, grammar: Grammar, phrases: Phrases) -> _Said:
    texts = (line.description, line.transaction_type, line.reference_details, line.original_invoice)
    if texts not in phrases.lines:
        role, named = phrase(line.description, grammar, phrases)
        typed_role, typed = phrase(line.transaction_type, grammar, phrases)
        if not line.description.strip():
            named = typed
        mentions = mentioned(f"{line.description} {line.reference_details}")
        phrases.lines[texts] = _Said(role, named, typed_role, mentions, number_key(line.original_invoice))
    return phrases.lines[texts]


def mentioned(text: str) -> frozenset[str]:
    """The keys of all words that may be numbers, also of two words that a space cuts apart (`INV 10482`)."""
    words = [w.strip("./-") for w in _WORD.findall(text)]
    pairs = [a + b for a, b in pairwise(words) if b[:1].isdigit()]
    return frozenset(k for w in (*words, *pairs) if any(c.isdigit() for c in w) or w.isupper() if (k := number_key(w)))


def phrase(text: str, grammar: Grammar, phrases: Phrases) -> tuple[LineRole | None, FindingType | None]:
    """Role and kind by the words of a text alone, whatever numbers stand in it."""
    words = _DIGITS.sub("0", plain(text))
    if words not in phrases.words:
        phrases.words[words] = (
            next((w.role for w in grammar.roles if w.pattern.search(words)), None),
            next((w.type for w in grammar.types if w.pattern.search(words)), None),
        )
    return phrases.words[words]


def _missed_adjustment(line: LineWords, key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> Meaning | None:
    """A claim that the retailer says it should have taken earlier; the words decide."""
    if said.role is not LineRole.MISSED_ADJUSTMENT:
        return None
    root = _root_of(key, said, known, grammar)
    kind = said.type or FindingType.UNCLASSIFIED
    role = LineRole.MISSED_ADJUSTMENT if line.amount <= 0 else LineRole.REVERSAL
    return Meaning(role, kind, root or key, "described as a missed adjustment", certain=bool(root))


def _holdback(line: LineWords, key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> Meaning | None:
    """A provision, by its number or its words. Holdback and reversal share the stem of their number."""
    found = _holdback_number(line.number, grammar)
    if found is None and (said.type is not FindingType.PROVISION or key in known.invoices):
        return None
    stem = found.groupdict().get("stem") if found is not None and line.amount > 0 else None
    return Meaning(LineRole.HOLDBACK, FindingType.PROVISION, number_key(stem or line.number), "numbered or described as a provision")


def _holdback_number(number: str, grammar: Grammar) -> re.Match[str] | None:
    text = _upper(number)
    patterns = (p.pattern for p in grammar.patterns if p.role is LineRole.HOLDBACK and p.field == "number")
    return next((m for p in patterns if (m := p.search(text))), None)


def placed_on(number: str, grammar: Grammar) -> date | None:
    """The day a holdback was placed, where its number names it (the pattern's `placed`, YYMMDD)."""
    found = _holdback_number(number, grammar)
    placed = found.groupdict().get("placed") if found is not None else None
    if not placed:
        return None
    try:
        return date(2000 + int(placed[:2]), int(placed[2:4]), int(placed[4:6]))
    except ValueError:
        return None


def _own_invoice(line: LineWords, key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> Meaning | None:
    """One of our invoices, whatever letters its number ends in: paid, and known or called an invoice."""
    if line.amount <= 0 or said.gives_back:
        return None
    if key in known.invoices and (key not in known.taken or said.type in _BESIDE_INVOICES | {None}):
        return Meaning(LineRole.INVOICE, FindingType.UNCLASSIFIED, key, "paid, and among our invoices")
    if said.invoice and (key in said.mentions or not strips(key, grammar.tokens)):
        return Meaning(LineRole.INVOICE, FindingType.UNCLASSIFIED, key, "paid, and described as an invoice")
    return None


def _suffixed(line: LineWords, key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> Meaning | None:
    """A root with claim and reversal tokens, accepted only on support (domain.md 1.2)."""
    ways = strips(key, grammar.tokens)
    if not ways:
        return None
    root, tokens = _likeliest(ways, said, known)
    last = tokens[-1]
    support = _support(key, root, tokens, said, known)
    turned = sum(1 for t in tokens if t.role is LineRole.REVERSAL)
    kind = last.type if last.type is not FindingType.UNCLASSIFIED else said.type or last.type
    agrees = said.type in {None, last.type} or last.type is FindingType.UNCLASSIFIED
    if line.amount <= 0:
        if key in known.invoices and not (support and said.type):
            return None
        role = LineRole.CLAIM if last.role is LineRole.REVERSAL else last.role
        number = turned if last.role is LineRole.REVERSAL else turned + 1
        certain = bool(support) and agrees and last.role is not LineRole.REVERSAL
        return Meaning(role, kind, root, support or "only its suffix and sign say so", number, certain)
    if last.role is LineRole.REVERSAL:
        if support:
            return Meaning(LineRole.REVERSAL, kind, root, support, turned, agrees)
        typed = said.typed_role is LineRole.INVOICE
        role = LineRole.INVOICE if typed else LineRole.UNCLASSIFIED
        return Meaning(role, FindingType.UNCLASSIFIED, key, "ends like a reversal of an invoice that is not known", certain=typed)
    if said.gives_back or key in known.taken or (said.type is not None and said.type not in _BESIDE_INVOICES):
        return Meaning(LineRole.REVERSAL, kind, root, "money comes back under the claim's own number", turned + 1, bool(support))
    if said.typed_role is LineRole.INVOICE or not known.is_root(root):
        return Meaning(LineRole.INVOICE, FindingType.UNCLASSIFIED, key, "paid, and what its suffix leads to is no invoice of ours")
    return Meaning(LineRole.UNCLASSIFIED, FindingType.UNCLASSIFIED, key, f"paid, but ends like a claim on {root}", certain=False)


def _likeliest(ways: Sequence[Way], said: _Said, known: KnownNumbers) -> Way:
    """The root that is known, else the one that the line names, else the shortest that leaves a history that can happen."""
    sure = next((w for w in ways if known.is_root(w[0]) or w[0] == said.original), None)
    named = [w for w in ways if w[0] in said.mentions]
    return sure or (named[-1] if named else possible(ways))


def _support(key: str, root: str, tokens: tuple[ClaimToken, ...], said: _Said, known: KnownNumbers) -> str:
    """What speaks for reading a number as a claim on `root`, in words; empty where nothing does."""
    if known.is_root(root):
        return f"{root} is a known invoice"
    if root == said.original or root in said.mentions:
        return f"the line names {root}"
    if key in known.claims:
        return "a detail table names this claim"
    if said.type is not None and said.type in {t.type for t in tokens}:
        return "the description says so"
    if said.role in {LineRole.CLAIM, LineRole.REVERSAL} or said.typed_role in {LineRole.CLAIM, LineRole.REVERSAL}:
        return "the line is called a claim or a reversal"
    if known.kin.get(root, 0) > 1:
        return f"other claims on {root} stand beside it"
    return ""


def _patterned(line: LineWords, key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> Meaning | None:
    """The retailer's own number series; one that our invoice numbers also fit counts only if the words agree."""
    texts = {"number": _upper(line.number), "description": plain(line.description), "transaction_type": plain(line.transaction_type)}
    for pattern in grammar.patterns:
        fields = texts if pattern.field == "any" else {pattern.field: texts[pattern.field]}
        if not any(pattern.pattern.search(text) for text in fields.values()):
            continue
        if pattern.field == "number" and said.type is not pattern.type and pattern.pattern.pattern in known.own_series:
            continue
        kind = pattern.type if pattern.type is not FindingType.UNCLASSIFIED else said.type or pattern.type
        role = LineRole.REVERSAL if pattern.role is LineRole.CLAIM and line.amount > 0 else pattern.role
        if role is LineRole.REPAYMENT and line.amount <= 0:
            role = LineRole.CLAIM
        return Meaning(role, kind, _root_of(key, said, known, grammar) or key, f"its {pattern.field} is of a series of the retailer's")
    return None


def _described(line: LineWords, key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> Meaning | None:
    """The words of the description alone."""
    root = _root_of(key, said, known, grammar) or key
    kind = said.type or FindingType.UNCLASSIFIED
    if said.role in {LineRole.NETTING, LineRole.BANK_FEE, LineRole.REPARENTED, LineRole.ADJUSTMENT}:
        return Meaning(said.role, kind, root, "the description says so")
    if said.gives_back and line.amount > 0:
        return Meaning(said.role or LineRole.REVERSAL, kind, root, "the description says so")
    if said.role is LineRole.CREDIT_NOTE and said.type is None:
        return Meaning(LineRole.CREDIT_NOTE if line.amount <= 0 else LineRole.REPAYMENT, kind, root, "the description says so")
    if said.type is None or (said.invoice and line.amount > 0):
        return None
    role = LineRole.CLAIM if line.amount <= 0 else LineRole.REVERSAL
    return Meaning(role, kind, root, "the description says so", certain=not said.gives_back)


def _known_claim(line: LineWords, key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> Meaning | None:
    """A number that another table names as a claim."""
    claim = known.claims.get(key)
    if claim is None:
        return None
    role = LineRole.CLAIM if line.amount <= 0 else LineRole.REVERSAL
    root = number_key(claim.root) or _root_of(key, said, known, grammar) or key
    return Meaning(role, claim.type, root, "a detail table names this claim")


def _by_sign(line: LineWords, key: str, said: _Said, known: KnownNumbers) -> Meaning:
    """Nothing but the sign: what is paid is an invoice, what is taken is for a person to look at."""
    if line.amount > 0:
        told = said.typed_role is LineRole.INVOICE or said.invoice or key in known.invoices
        return Meaning(LineRole.INVOICE, FindingType.UNCLASSIFIED, key, "paid, and nothing says that it is anything else", certain=told)
    if key in known.invoices:
        return Meaning(
            LineRole.CLAIM, FindingType.UNCLASSIFIED, key, "taken under the invoice's own number, without a reason", certain=False
        )
    root = said.original or next((m for m in sorted(said.mentions) if known.is_root(m)), key)
    if root != key or said.role is LineRole.CLAIM or said.typed_role is LineRole.CLAIM:
        return Meaning(LineRole.CLAIM, FindingType.UNCLASSIFIED, root, "taken, for a reason that is not said", certain=False)
    return Meaning(LineRole.UNCLASSIFIED, FindingType.UNCLASSIFIED, key, "taken, and neither number nor words say why", certain=False)


def _root_of(key: str, said: _Said, known: KnownNumbers, grammar: Grammar) -> str:
    """The invoice a line belongs to: named in its own column, by its suffix, in its words, or in a detail table."""
    if said.original:
        return said.original
    for root, _ in strips(key, grammar.tokens):
        if known.is_root(root):
            return root
    claim = known.claims.get(key)
    if claim is not None and claim.root:
        return number_key(claim.root)
    named = sorted({m for m in said.mentions if len(m) >= _SHORTEST_MENTION and known.is_root(m)})
    if not named:
        named = sorted({root for m in said.mentions for root, _ in strips(m, grammar.tokens) if known.is_root(root)})
    return named[0] if len(named) == 1 else ""


def _upper(number: str) -> str:
    return unicodedata.normalize("NFKC", number).strip().upper()
