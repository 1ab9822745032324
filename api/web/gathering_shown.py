"""What the page of a case shows of its search for papers: proposals with both sides of every comparison, and what is asked of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api.http.gate import gathering
from api.http.gate.rows import Gate
from api.http.shapes.cases import CaseShown
from ledger.agents import EvidenceProposal
from ledger.cases import Case, Mail

NUMBERED: Final = "g"
"""Places of proposals are named so among the evidence of the page: `g12-3`."""


@dataclass(frozen=True, slots=True)
class ComparedShown:
    """One comparison: what of, both values, how they relate, and where the paper shows its own (`page` None: nowhere on a page)."""

    key: str
    name: str
    how: str
    agrees: bool
    ours: str
    theirs: str
    sure: bool
    page: int | None
    box: str


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A paper that is proposed: why, what agrees, what does not, and the spot that shows it best."""

    id: int
    need: str
    document_id: int
    paper_id: int
    name: str
    condition: str
    words: str
    agree: Sequence[ComparedShown]
    disagree: Sequence[ComparedShown]
    best: ComparedShown | None
    page: int


@dataclass(frozen=True, slots=True)
class AskedShown:
    """A request or reminder: for which papers, whom, the mail, other cases that it asks for, and since when it waits for an answer."""

    id: int
    kind: str
    state: str
    needs: Sequence[str]
    whom: str
    name: str
    recipient: str
    mail: Mail | None
    beside: Sequence[Case]
    follow_up_on: date | None


@dataclass(frozen=True, slots=True)
class GatheringShown:
    """All of it. `lacks`: something is missing that may be looked for again."""

    links: Sequence[LinkShown]
    asked: Sequence[AskedShown]
    lacks: bool

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        return bool(self.links or self.asked)


def gathering_shown(gate: Gate, case: CaseShown) -> GatheringShown:
    """What is proposed for a case, and whom it asked."""
    standing = gathering.standing(gate, case.id)
    links = [row for row in standing if row.kind == "link"]
    names = gathering.names_of(gate, [row.document_id for row in links if row.document_id is not None])
    asked = [row for row in standing if row.kind != "link"]
    mails = gathering.mails_of(gate, asked)
    beside = gathering.cases_beside(gate, case.id, mails)
    lacks = not case.closed and case.form == "dispute" and case.evidence_state in {"missing", "weak"}
    return GatheringShown([_link(row, names) for row in links], _asked(asked, mails, beside), lacks)


def _link(row: EvidenceProposal, names: Mapping[int, str]) -> LinkShown:
    because = next((r for r in row.reasons if r.get("name") == "condition"), {})
    compared = [_compared(row, at, r) for at, r in enumerate(row.reasons) if r.get("name") != "condition"]
    agree = [one for one in compared if one.agrees]
    best = next((one for one in agree if one.page is not None and one.box), None)
    return LinkShown(
        row.id,
        row.need,
        row.document_id or 0,
        row.paper_id or 0,
        names.get(row.document_id or 0, ""),
        str(because.get("condition", "")),
        str(because.get("words", "")),
        agree,
        [one for one in compared if not one.agrees],
        best,
        best.page if best is not None and best.page is not None else 1,
    )


def _compared(row: EvidenceProposal, at: int, reason: Mapping[str, Any]) -> ComparedShown:
    place = reason.get("place") or {}
    return ComparedShown(
        f"{NUMBERED}{row.id}-{at}",
        str(reason.get("name", "")),
        str(reason.get("how", "")),
        bool(reason.get("agrees")),
        str(reason.get("ours", "")),
        str(reason.get("theirs", "")),
        bool(reason.get("sure", True)),
        place.get("page"),
        ",".join(str(edge) for edge in place.get("box", ())),
    )


def _asked(rows: Sequence[EvidenceProposal], mails: Mapping[int, Mail], beside: Mapping[int, Sequence[Case]]) -> list[AskedShown]:
    """Requests that go out as one mail are one; those without a mail yet stand by whom they would ask."""
    together: dict[tuple[str, str, str], list[EvidenceProposal]] = {}
    for row in rows:
        told = _about(row)
        same = str(row.mail_id) if row.mail_id is not None else f"{told.get('whom')} {told.get('names')}"
        together.setdefault((row.kind, row.state, same), []).append(row)
    found = []
    for (kind, state, _), members in together.items():
        first, told = members[0], _about(members[0])
        mail = mails.get(first.mail_id or 0)
        name = str(mail.about.get("name", "")) if mail is not None else next(iter(told.get("names", ())), "")
        found.append(
            AskedShown(
                first.id,
                kind,
                state,
                [row.need for row in members],
                str(told.get("whom", "carrier")),
                name,
                first.recipient,
                mail,
                beside.get(first.mail_id or 0, ()),
                first.follow_up_on,
            )
        )
    return found


def _about(row: EvidenceProposal) -> Mapping[str, Any]:
    return row.reasons[0] if row.reasons else {}
