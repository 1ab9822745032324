"""What is to be done next on a case: the one main step, what still stands against it, and the other ways it can go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.http.permissions import Action
from api.http.shapes.cases import CaseShown
from api.web.words import N_


class How(StrEnum):
    """How a step is done: by going to a page, in a dialog, by moving the case, or by moving it and writing the letter."""

    PAGE = "page"
    DIALOG = "dialog"
    MOVE = "move"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its words, how it is done, and where (a page below the case, a dialog's id, or the state that the case goes to).

    `action` is what one must be allowed to do.
    """

    label: str
    how: How
    where: str
    action: Action = Action.WORK
    icon: str = "arrow-right"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The main step, its title and the explanation under it, what objects to it, what is lacking before it can be filed, other steps."""

    main: Step | None
    title: str
    why: str
    objections: tuple[str, ...]
    lacking: tuple[str, ...]
    others: tuple[Step, ...]

    @property
    def blocked(self) -> bool:
        """Whether the main step would be refused now."""
        return self.main is not None and self.main.how in {How.MOVE, How.LETTER} and bool(self.objections)


LETTER: Final = Step(N_("Write the letter"), How.LETTER, "drafting", icon="file-text")
DRAFT: Final = Step(N_("Open the letter"), How.PAGE, "draft", icon="file-text")
REVIEW: Final = Step(N_("Review and approve"), How.PAGE, "draft", icon="check-check")
KIT: Final = Step(N_("Open the filing kit"), How.PAGE, "filing", icon="send")
LINK_PAPER: Final = Step(N_("Link a paper"), How.DIALOG, "link-paper", Action.CORRECT, "link")
ASK_PAPER: Final = Step(N_("Ask for papers by mail"), How.DIALOG, "ask-papers", Action.FILE, "mail")
WAIVE: Final = Step(N_("Waive what is missing"), How.DIALOG, "waive", icon="shield-check")
ANSWER: Final = Step(N_("Record the answer"), How.DIALOG, "answer", Action.FILE, "mail")
REPLY: Final = Step(N_("Reply"), How.DIALOG, "reply", Action.FILE, "send")
AGAIN: Final = Step(N_("Dispute again"), How.LETTER, "drafting", icon="rotate-cw")
MONEY: Final = Step(N_("Book money seen"), How.DIALOG, "money", Action.FILE, "hand-coins")
CLOSE: Final = Step(N_("Close"), How.DIALOG, "close", icon="circle-check")
SNOOZE: Final = Step(N_("Snooze"), How.DIALOG, "snooze", icon="clock")
ACCEPT: Final = Step(N_("Accept as valid"), How.DIALOG, "close", icon="circle-check")
WITHDRAW: Final = Step(N_("Withdraw"), How.DIALOG, "withdraw", icon="ban")
WRITE_OFF: Final = Step(N_("Write off"), How.DIALOG, "write-off", Action.FILE, "trash-2")
SETTLE: Final = Step(N_("Settle"), How.DIALOG, "settle", Action.FILE, "scale")
DISSOLVE: Final = Step(N_("Dissolve the settlement"), How.DIALOG, "dissolve", Action.FILE, "unlink")
GATHER: Final = Step(N_("Gather evidence first"), How.MOVE, "gathering_evidence", icon="file-search")
BACK: Final = Step(N_("Send back to drafting"), How.MOVE, "drafting", icon="undo-2")
WAKE: Final = Step(N_("Take it up again"), How.MOVE, "", icon="play")
REOPEN: Final = Step(N_("Open again"), How.DIALOG, "reopen", icon="rotate-ccw")

MAIN: Final[Mapping[str, tuple[Step, str]]] = {
    "start": (
        LETTER,
        N_("It is wrong and can be proven. The letter is written from the facts below; you review it before anything is sent."),
    ),
    "decide": (LETTER, N_("The judge could not decide this alone. Look at the lines and papers, then dispute it or accept it as valid.")),
    "wait_for_window": (SNOOZE, N_("The retailer does not take it yet. Snooze it until it does; the letter is written then.")),
    "get_papers": (LINK_PAPER, N_("It can be won once the proof is there. Link a paper that is in the house, bring it in, or ask for it.")),
    "write": (DRAFT, N_("The letter is being written. Finish it, then ask for approval.")),
    "approve": (REVIEW, N_("The letter waits for somebody to read and approve it.")),
    "file": (KIT, N_("The letter is approved. The filing kit has every field of the portal and the attachments in order.")),
    "await_answer": (ANSWER, N_("It was filed; the retailer is to answer.")),
    "chase_answer": (ANSWER, N_("The retailer's answer is overdue. Ask for it, and record it here once it is there.")),
    "reply": (REPLY, N_("The retailer has asked something. Answer it there, then record here what you answered.")),
    "decide_re_dispute": (AGAIN, N_("The retailer did not grant all of it. Dispute again with something new, settle, or close it.")),
    "await_payment": (MONEY, N_("The money was granted; a remittance is to show it. It is booked by itself when one does.")),
    "chase_payment": (MONEY, N_("The money was granted and has not come. Ask for it; book it where you see it paid.")),
    "close": (CLOSE, N_("Nothing more can come. Close it.")),
    "wait": (WAKE, N_("It is put off until its day.")),
}
"""By next action (cases.life.deadlines): what the button does, and the sentence beside it."""

TITLES: Final[Mapping[str, str]] = {"start": N_("Write the letter"), "decide": N_("Decide what it is")}
"""What the page says above the step where the queue's word is too short for it."""

OTHERS: Final[Mapping[str, tuple[Step, ...]]] = {
    "detected": (GATHER, ACCEPT, WITHDRAW, WRITE_OFF),
    "gathering_evidence": (ASK_PAPER, WAIVE, LETTER, ACCEPT, WITHDRAW, WRITE_OFF),
    "drafting": (GATHER, ACCEPT, WITHDRAW, WRITE_OFF),
    "in_review": (BACK, GATHER, WITHDRAW, WRITE_OFF),
    "ready_to_file": (BACK, GATHER, WITHDRAW, WRITE_OFF),
    "filed": (ANSWER, MONEY, CLOSE, WITHDRAW, WRITE_OFF),
    "answered": (AGAIN, SETTLE, MONEY, ANSWER, CLOSE, WITHDRAW, WRITE_OFF),
    "closed": (SETTLE, MONEY, REOPEN),
    "withdrawn": (REOPEN,),
    "expired": (MONEY, REOPEN),
    "snoozed": (),
}
FORWARD: Final[Mapping[str, str]] = {
    "detected": "drafting",
    "gathering_evidence": "drafting",
    "drafting": "in_review",
    "in_review": "ready_to_file",
    "ready_to_file": "filed",
    "answered": "drafting",
}
"""The state that the next step forward leads to, by where the case stands."""


def next_step(case: CaseShown) -> NextStep:
    """What is next. Steps that the reader may not take, or that no way leads to, are left out."""
    stands = {move.to: tuple(move.objections) for move in case.moves}
    main, why = MAIN.get(case.next_action, (None, ""))
    if main is WAKE:
        main = Step(WAKE.label, How.MOVE, next(iter(stands), "detected"), icon=WAKE.icon)
    main = main if main is not None and main.action in case.allowed else None
    toward = _toward(main, case)
    others = [s for s in OTHERS.get(case.state, ()) if s.action in case.allowed and _offered(s, case, stands)]
    if case.form == "settlement":
        others = [s for s in others if s is not SETTLE] + (
            [DISSOLVE] if not case.rounds and Action.FILE in case.allowed and not case.closed else []
        )
    title = TITLES.get(case.next_action, "")
    return NextStep(
        main, title, why, stands.get(toward, ()), _lacking(case), tuple(s for s in others if main is None or s.label != main.label)
    )


def _toward(main: Step | None, case: CaseShown) -> str:
    """The state that the main step leads to; nothing for what is only written down."""
    match main:
        case Step(how=How.MOVE | How.LETTER, where=where):
            return where
        case Step(how=How.PAGE):
            return FORWARD.get(case.state, "")
        case _ if main is LINK_PAPER:
            return FORWARD.get(case.state, "")
        case _:
            return ""


def _lacking(case: CaseShown) -> tuple[str, ...]:
    """The papers that are asked for and not there, while nothing is filed yet: what will be held against a filing."""
    if case.rounds or case.closed or case.evidence_state in {"complete", "waived"}:
        return ()
    return tuple(item["paper"] for item in case.checklist if item["required"] and item["standing"] != "in_hand")


def _offered(step: Step, case: CaseShown, stands: Mapping[str, tuple[str, ...]]) -> bool:
    if step.how in {How.MOVE, How.LETTER}:
        return step.where in stands and not stands[step.where]
    match step.where:
        case "settle":
            return bool(case.outcomes) and case.outcomes[-1].kind in {"denied", "partly_approved"} and case.settlement_id is None
        case "waive":
            return case.evidence_state in {"missing", "weak"} and case.waiver is None
        case "write-off":
            return case.sums.open not in {"0", "0.00", "0.000"}
        case "reopen":
            return any(to in stands for to in ("gathering_evidence", "detected"))
        case _:
            return True
