"""Every letter of made-up suppliers, from their papers to the text, stands before the verifier; in the languages that letters come in."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from cases.auditing.audit import AuditOrder, audit
from cases.auditing.audit_result import AuditResult
from cases.auditing.outputs.summary import disputes
from cases.filing.exhibits import LinkedPaper, exhibits_of
from cases.filing.filing_group import Papers
from cases.letters.brief import Brief, DraftKind
from cases.letters.brief_facts import Matter, brief_of
from cases.letters.drafting import letter_limit, portal_reason, write
from cases.letters.letter_words import languages, words_of
from cases.letters.sentences import SentenceKind
from cases.letters.verifier import Attached, FieldText, Situation, verify
from demo.make import make
from extractors.read import ReaderPool
from rules.model import FieldLimit

MADE: Final = {"scanned": ("us", 5, 1.0), "loads": ("us", 11, 0.0), "abroad": ("eu", 2, 0.0)}
"""Locale, seed and the part of scans: those of one supplier are enough, they take minutes to read. One has orders in several loads."""
AUDITED: Final[dict[str, AuditResult]] = {}
"""By supplier: random order changes the parameter back and forth."""


@pytest.fixture(scope="module", params=list(MADE))
def audited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, readers: ReaderPool) -> AuditResult:
    name = str(request.param)
    if name not in AUDITED:
        out: Path = tmp_path_factory.mktemp("letters")
        locale, seed, scanned = MADE[name]
        shop = make(out, seed=seed, locale=locale, scanned=scanned)
        AUDITED[name] = audit(AuditOrder(out / "files", shop.as_of), readers).result
    return AUDITED[name]


def argues(brief: Brief) -> bool:
    """The English letter says why: a letter in any other language says it too."""
    return any(s.kind is SentenceKind.WHY for s in write(brief, FieldLimit(10_000, 10_000), "en").sentences)


@pytest.mark.slow(seconds=10)
@pytest.mark.parametrize("language", languages())
def test_every_letter_of_a_made_up_supplier_is_verified(audited: AuditResult, language: str) -> None:
    papers = Papers(audited.readings)
    linked: dict[str, list[LinkedPaper]] = {}
    for link in audited.links:
        for finding in link.finding_ids:
            linked.setdefault(finding, []).append(LinkedPaper(link.file, link.pages, link.kind, link.bol))
    groups = disputes(audited)
    assert groups
    for group in groups:
        rules = audited.rules(group.retailer)
        assert rules is not None
        exhibits = exhibits_of(group, papers, linked)
        reason = portal_reason(group, rules)
        brief = brief_of(Matter(DraftKind.DISPUTE, group.kind, group.currency, group.amount, group, papers, exhibits, reason))
        limit = replace(letter_limit(rules), ascii_only=words_of(language).has_plain_letters)
        letter = write(brief, limit, language)
        assert [s.kind for s in letter.sentences].count(SentenceKind.WHY) == argues(brief)
        situation = Situation(
            language=language,
            today=date.min,
            currency=group.currency,
            asked=group.amount,
            deducted=group.claimed,
            attachments=tuple(Attached(e.name, 1) for e in exhibits),
            fields=(FieldText("letter", letter.letter, letter.limit),),
            forbidden=rules.forbidden[language],
        )
        found = verify(letter.sentences, brief, situation)
        assert [(group.reference, r.check, r.message) for r in (*found.objections, *found.unverifiable)] == []
