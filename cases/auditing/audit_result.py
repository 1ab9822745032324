"""Everything an audit came to, as the outputs take it: findings, readings, links and what stayed open."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

from facts.documents import FileReading
from facts.evidence import Evidence, Problem
from facts.finding import Finding
from matchers.columns.bulk import Tally
from matchers.finding_table import findings_in
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class Scope:
    """One retailer within the audited folder: `folder` is the subfolder it covers ("" for the whole), `rules` what is in force."""

    retailer: str
    folder: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper that was found to belong to an order, a shipment or a deduction.

    `how` is `exact`, `repaired` or `corroborated`; `why` is the sentence that explains it. `finding_ids` are the findings it
    speaks to: it goes along as an exhibit there even where no step of the calculation rests on it.
    """

    file: str
    pages: tuple[int, ...]
    kind: str
    how: str
    why: str = ""
    purchase_order: str = ""
    invoice_number: str = ""
    bol: str = ""
    finding_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class UnmatchedPaper:
    """A paper that belongs to nobody, or to several: `candidates` names them where there are any."""

    file: str
    pages: tuple[int, ...]
    kind: str
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UntiedPayment:
    """A payment whose lines do not sum to what it states; amounts in `currency`, `gap` = stated − lines."""

    payment: str
    date: date | None
    currency: str
    stated: Decimal
    lines: Decimal
    gap: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """A paper that is missing or too weak, and what is known about the shipment so that it can be asked for.

    `kind_of_paper` is a document kind (`proof_of_delivery`); `why` says in words what is wrong or absent.
    """

    finding_ids: tuple[str, ...]
    carrier: str
    scac: str
    pro: str
    bol: str
    purchase_order: str
    ship_date: date | None
    destination: str
    kind_of_paper: str
    why: str


class Aside:
    """A folder for what is not handed out yet; it goes when nobody holds it any more."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="recoup-audit-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class BulkFindings:
    """So many findings that only the most important are at hand: all of them lie in `table`, a findings.parquet; `tally` sums them.

    `place` is the folder that the table lies in.
    """

    table: Path
    tally: Tally
    place: Aside


@dataclass(frozen=True, slots=True)
class AuditResult:
    """One audit of one supplier's folder as of one day, one or several retailers."""

    as_of: date
    supplier: str
    scopes: tuple[Scope, ...] = ()
    findings: tuple[Finding, ...] = ()
    readings: tuple[FileReading, ...] = ()
    links: tuple[PaperLink, ...] = ()
    unmatched: tuple[UnmatchedPaper, ...] = ()
    untied: tuple[UntiedPayment, ...] = ()
    problems: tuple[Problem, ...] = ()
    requests: tuple[PaperRequest, ...] = field(default=())
    bulk: BulkFindings | None = None

    @property
    def lines(self) -> int:
        """How many findings there are, at hand or not."""
        return len(self.findings) if self.bulk is None else self.bulk.tally.lines

    def every_finding(self) -> Iterable[Finding]:
        """All findings; those that are not at hand without calculation and evidence."""
        return self.findings if self.bulk is None else findings_in(self.bulk.table)

    def rules(self, retailer: str) -> Rules | None:
        """The rules in force for a retailer; those of the only scope where the name is not known."""
        for scope in self.scopes:
            if scope.retailer == retailer:
                return scope.rules
        return self.scopes[0].rules if len(self.scopes) == 1 else None
