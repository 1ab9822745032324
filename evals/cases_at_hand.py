"""The cases that evals are made over: disputes of made-up suppliers, audited for real, and matters of every kind of claim.

Seeds below 1,000 are for those who write the verifier, the prompts and the letters; seeds from 9,000 are held out from them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from cases.auditing.audit import AuditOrder, audit
from cases.auditing.audit_result import AuditResult
from cases.auditing.outputs.summary import disputes
from cases.filing.exhibits import LinkedPaper, exhibits_of
from cases.filing.filing_group import Papers
from cases.letters.brief import Brief, DraftKind
from cases.letters.brief_facts import Matter, brief_of
from cases.letters.drafting import portal_reason
from cases.letters.verifier import Attached, Situation
from demo.make import make
from evals.folders import KEPT
from evals.made_up.matters import made_up_matters
from extractors.read import ReaderPool
from rules.loader import load_rules

HELD_OUT_FROM: Final = 9000
"""Seeds from here on are nobody's but the measurement's."""
SUPPLIERS: Final = {False: (("us", 21), ("us", 22), ("eu", 23)), True: (("us", 9001), ("us", 9002), ("eu", 9003), ("eu", 9004))}
"""Made-up suppliers by whether they are held out: the locale and the seed of each."""
MATTERS: Final = {False: range(31, 33), True: range(9031, 9034)}
"""Seeds of made-up matters; each gives one of every kind."""
TODAY: Final = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class CaseAtHand:
    """A brief with what its situation needs: whose pack forbids what, what was deducted in the brief's currency."""

    name: str
    brief: Brief
    retailer: str
    deducted: Decimal

    def situation(self, language: str) -> Situation:
        """An open window, every exhibit in hand, the words that the retailer's pack lets no letter say."""
        asked = self.brief.at("case/asked")
        return Situation(
            language=language,
            today=TODAY,
            currency=self.brief.currency,
            asked=Decimal(asked.value) if asked else Decimal(0),
            deducted=self.deducted,
            attachments=tuple(Attached(a.name, 1) for a in self.brief.attachments),
            forbidden=forbidden(self.retailer, language),
        )

    def to_json(self) -> dict[str, Any]:
        """All parts."""
        return {"name": self.name, "brief": self.brief.to_json(), "retailer": self.retailer, "deducted": str(self.deducted)}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        return cls(entry["name"], Brief.from_json(entry["brief"]), entry["retailer"], Decimal(entry["deducted"]))


@cache
def forbidden(retailer: str, language: str) -> dict[str, tuple[str, ...]]:
    """The words that a retailer's pack lets no letter say, by kind."""
    return dict(load_rules(retailer, None, TODAY).forbidden.get(language, {}))


def cases_at_hand(*, held_out: bool = False) -> tuple[CaseAtHand, ...]:
    """Every case of one side. Suppliers are audited once and kept in the user's folder of temporary files."""
    found = [case for locale, seed in SUPPLIERS[held_out] for case in audited_cases(locale, seed)]
    return (*found, *matters_at_hand(MATTERS[held_out]))


def matters_at_hand(seeds: Iterable[int]) -> tuple[CaseAtHand, ...]:
    """Made-up matters alone: one of every kind of claim, re-disputes and settlements, for each seed."""
    return tuple(
        CaseAtHand(f"matter-{seed}-{name}", brief_of(matter), "amazon_us" if matter.currency == "USD" else "amazon_eu", taken)
        for seed in seeds
        for name, matter, taken in made_up_matters(seed)
    )


def audited_cases(locale: str, seed: int, *, scanned: float = 1.0) -> tuple[CaseAtHand, ...]:
    """The disputes that the audit of a made-up supplier finds; `scanned` is the part of the usual scans that are scans here."""
    return _kept(f"{locale}-{seed}{'' if scanned == 1.0 else f'-{scanned}'}", lambda: _audited(locale, seed, scanned))


def _audited(locale: str, seed: int, scanned: float) -> list[CaseAtHand]:
    with tempfile.TemporaryDirectory(prefix="recoup-evals-") as folder:
        shop = make(Path(folder), seed=seed, locale=locale, scanned=scanned)
        with ReaderPool() as pool:
            result = audit(AuditOrder(Path(folder) / "files", shop.as_of), pool).result
    return [*_briefs(result, f"{locale}-{seed}")]


def _briefs(result: AuditResult, name: str) -> Iterable[CaseAtHand]:
    papers = Papers(result.readings)
    linked: dict[str, list[LinkedPaper]] = {}
    for link in result.links:
        for finding in link.finding_ids:
            linked.setdefault(finding, []).append(LinkedPaper(link.file, link.pages, link.kind, link.bol))
    for group in disputes(result):
        rules = result.rules(group.retailer)
        exhibits = exhibits_of(group, papers, linked)
        matter = Matter(DraftKind.DISPUTE, group.kind, group.currency, group.amount, group, papers, exhibits, portal_reason(group, rules))
        yield CaseAtHand(f"{name}-{group.reference}", brief_of(matter), group.retailer, group.claimed)


def _kept(name: str, build: Callable[[], Sequence[CaseAtHand]]) -> tuple[CaseAtHand, ...]:
    """What `build` gives, kept by name and by the source that it was built with; of several processes one builds and the others wait."""
    kept = KEPT / f"{name}-{_source_hash()}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.is_file():
            return tuple(CaseAtHand.from_json(entry) for entry in json.loads(kept.read_text(encoding="utf-8")))
        built = tuple(build())
        part = kept.with_suffix(".part")
        part.write_text(json.dumps([case.to_json() for case in built]), encoding="utf-8")
        part.replace(kept)
        return built


@cache
def _source_hash() -> str:
    """A hash over what briefs are made by: readers, matchers, rules, the made-up suppliers; not the verifier, which is measured."""
    root, digest = Path(__file__).parents[1], hashlib.sha256()
    for room in ("facts", "rules", "extractors", "matchers", "demo", "cases/auditing", "cases/filing"):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in {".py", ".yaml"}:
                digest.update(path.read_bytes())
    for path in sorted((root / "cases" / "letters").glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
