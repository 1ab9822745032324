"""The letter of a case under review: each sentence with its facts, the exhibits beside it, versions and what changed between them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from agents.model.choice import model_for
from api.http.gate import cases, drafts, runs
from api.http.gate.rows import Gate
from api.http.paging import LARGEST
from api.http.permissions import Action
from api.http.shapes.cases import CaseShown
from api.http.shapes.plain import PathId
from api.http.visit import Reader
from api.web.letters_shown import facts_shown, remarks_on_all, sentences_shown
from api.web.letters_written import aside_of, writing_of, written_by
from api.web.page import language_of_gate, page, pages
from api.web.walk import Inside, walk
from cases.letters.draft_diff import word_diff
from cases.letters.letter_words import languages
from cases.wording import words
from ledger.models import Case, Draft

router: Final = pages()
Version = Annotated[int | None, Query(ge=1, le=LARGEST)]


@router.get("/cases/{case_id}/draft")
def draft_page(
    request: Request, visit: Reader, case_id: PathId, version: Version = None, against: Version = None, inside: Inside = ""
) -> Response:
    """The latest version of the letter, or the one asked for; `against` shows what changed since another version."""
    with visit.reading() as gate:
        case = cases.case(gate, case_id, Action.WORK)
        shown = cases.case_shown(gate, case)
        versions = drafts.drafts(gate, case)
        chosen = next((d for d in versions if d.version == version), versions[0] if versions else None)
        told: dict[str, Any] = {
            "case": shown,
            "match": cases.tag_of(case),
            "versions": versions,
            "retailer": gate.rules(case.account_id).name or words(case.retailer),
            "walk": walk(gate, visit, case_id, inside).at_work,
            "inside": inside,
            "draft": None,
            "writing": writing_of(runs.letter_under_way(gate, case)),
            "case_id": case_id,
            "model": model_for(gate.session, case.supplier_id, visit.house.models),
        }
        if chosen is not None:
            told |= _letter(request, gate, case, drafts.draft(gate, chosen.id), versions[0].id, against)
        told |= _next_step(gate, shown, told["draft"], told.get("latest", False))
        return page(request, visit, gate, "draft/draft", told)


def _letter(request: Request, gate: Gate, case: Case, draft: Draft, latest_id: int, against: int | None) -> dict[str, Any]:
    say = language_of_gate(request, gate)
    earlier = drafts.of_version(gate, case, against) if against is not None else None
    sentences = sentences_shown(draft.sentences, draft.problems)
    return {
        "written_by": written_by(runs.of_draft(gate, case, draft.id)),
        "aside": aside_of(runs.latest_of_case(gate, case)),
        "authors": {s.by for s in sentences if s.by},
        "draft": draft,
        "draft_match": drafts.tag_of(draft),
        "latest": draft.id == latest_id,
        "facts": facts_shown(draft.brief, say),
        "sentences": sentences,
        "written": drafts.written_in(gate, draft),
        "remarks": remarks_on_all(draft.problems),
        "objections": sum(1 for p in draft.problems if p["severity"] == "objection"),
        "doubts": sum(1 for p in draft.problems if p["severity"] == "unverifiable"),
        "pieces": word_diff(earlier.text, draft.text) if earlier is not None else None,
        "against": against,
        "letter_languages": languages(),
    }


def _next_step(gate: Gate, case: CaseShown, draft: Draft | None, latest: bool) -> dict[str, Any]:  # noqa: FBT001 - told once
    """What the page's main button does: ask for approval, approve, on to the filing kit; and what stands against it."""
    stands = {move.to: move.objections for move in case.moves}
    to = {"drafting": "in_review", "in_review": "ready_to_file"}.get(case.state)
    may = gate.scope.may(Action.APPROVE if to == "ready_to_file" else Action.WORK, case.supplier_id)
    both = case.state == "drafting" and gate.scope.may(Action.APPROVE, case.supplier_id)
    return {
        "step": to if draft is not None and latest else None,
        "against_step": stands.get(to or "", []),
        "may_step": may,
        "approves_at_once": both,
    }
