"""Who may approve a draft: the one four-eyes rule."""

from __future__ import annotations

from ledger.cases import Draft
from ledger.suppliers import Supplier


def objection_to_approval(supplier: Supplier, draft: Draft, actor: str) -> str | None:
    """Why this person may not approve this draft, or None where nothing speaks against it.

    A draft with open objections of the verifier is approved by nobody; where the supplier wants four eyes, its author does not.
    """
    if not draft.verified:
        return "the draft has objections of the verifier; mend them first"
    if supplier.four_eyes and actor == draft.author:
        return f"{supplier.name} wants four eyes: another person than {draft.author} approves this draft"
    return None
