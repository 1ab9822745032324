"""What the nodes of the narrative graph do: each reads and writes the run in short transactions and gives what the next one needs.

Every node can be carried out twice: a question to a model comes back from its call, a step replaces itself, a draft is kept once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypedDict

from sqlalchemy.orm import Session

from agents.bench import Bench
from agents.model.port import Ask, ModelError, Prompt
from agents.narrative.asking import draft_prompt, revise_prompt
from agents.narrative.frame import Frame, frame_for
from agents.narrative.judging import Judgement, judge
from agents.narrative.keeping import Outcome, keep_letter
from agents.narrative.letter import arranged, facts_left_out, lacking
from agents.narrative.mending import Mended, mended
from agents.narrative.reply import Answered, read_reply
from agents.runs import note_step
from cases.accounts.rules_of_account import rules_for
from cases.letters.casefile import load
from cases.letters.keeping import language_of
from cases.letters.sentences import Sentence
from ledger.agents import AgentRun
from ledger.cases import Case

MOST_REVISIONS: Final = 2


class State(TypedDict, total=False):
    """What goes from node to node and is kept between them: numbers and plain JSON values.

    `revisions` counts those asked for so far, `sentences` is the letter as it stands, `faults` what of the last answer could not be
    used, `next` the node that comes then, `trouble` why there is no (further) answer of the model.
    """

    run_id: int
    revisions: int
    sentences: list[dict[str, Any]]
    faults: list[str]
    next: str
    trouble: str


class Steps:
    """The nodes of one run. `ask` asks the run's model; `after` is called with a letter that was kept, in its transaction."""

    def __init__(self, bench: Bench, ask: Ask, after: Callable[[Session, Outcome], None] | None = None) -> None:
        self._bench = bench
        self._ask = ask
        self._after = after
        self._frozen: tuple[Frame, tuple[str, ...]] | None = None

    def brief(self, state: State) -> State:
        """Freezes the facts and the circumstances, once. Raises DraftError where there is nothing to write."""
        with self._bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, state["run_id"])
            if not run.brief:
                frame = _frame_of(session, run, self._bench)
                run.brief, run.brief_hash = frame.to_json(), frame.brief.hash
                note_step(run, {"node": "brief", "facts": len(frame.brief.facts), "language": frame.language})
        return {"revisions": 0, "sentences": [], "faults": []}

    def draft(self, state: State) -> State:
        """Asks the model for the letter."""
        frame, remarks = self._given(state)
        return self._asked(state, frame, draft_prompt(frame, remarks), "draft", 0)

    def verify(self, state: State) -> State:
        """Holds the letter against the facts and settles what comes next."""
        frame, _ = self._given(state)
        letter = _letter(state)
        judged = judge(frame, letter)
        following = _following(state, judged, lacks=bool(lacking(frame, letter)))
        step = {"node": "verify", "attempt": state["revisions"], "remarks": judged.verification.to_json(), "then": following}
        self._note(state, step)
        return {"next": following}

    def revise(self, state: State) -> State:
        """Asks the model again, with what was said of each sentence."""
        frame, remarks = self._given(state)
        letter = _letter(state)
        prompt = revise_prompt(frame, letter, judge(frame, letter), faults=state.get("faults", ()), remarks=remarks)
        return self._asked(state, frame, prompt, "revise", state["revisions"] + 1)

    def mend(self, state: State) -> State:
        """Puts the template's sentences where the model's fail."""
        frame, _ = self._given(state)
        put_right = _mended(frame, state)
        step = {"node": "mend", "replaced": [r.to_json() for r in put_right.replaced], "whole": put_right.whole}
        self._note(state, step | {"sentences": [s.to_json() for s in put_right.sentences]})
        return {"sentences": [s.to_json() for s in put_right.sentences], "next": "keep"}

    def keep(self, state: State) -> State:
        """Keeps the letter as the case's next version, once: two workers at one run come one after the other."""
        with self._bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, state["run_id"], with_for_update=True)
            outcome = keep_letter(session, self._bench.desk, run, _letter(state), revisions=state.get("revisions", 0))
            if outcome is not None and self._after is not None:
                self._after(session, outcome)
        return {"next": ""}

    def _given(self, state: State) -> tuple[Frame, tuple[str, ...]]:
        """The frame and the colleague's remarks: frozen, so that they are read once."""
        if self._frozen is None:
            with self._bench.desk.sessions() as session:
                run = session.get_one(AgentRun, state["run_id"])
                self._frozen = Frame.from_json(run.brief), tuple(run.order.get("remarks", ()))
        return self._frozen

    def _note(self, state: State, step: Mapping[str, Any]) -> None:
        with self._bench.desk.sessions.begin() as session:
            note_step(session.get_one(AgentRun, state["run_id"]), step)

    def _asked(self, state: State, frame: Frame, prompt: Prompt, node: str, revisions: int) -> State:
        """The model's answer as a letter; where there is none, what there was stays and is mended."""
        begun = time.monotonic()
        step: dict[str, Any] = {
            "node": node,
            "attempt": revisions,
            "prompt": prompt.name,
            "version": prompt.version,
            "prompt_hash": prompt.hash,
        }
        try:
            reply = self._ask(prompt)
        except ModelError as trouble:
            self._note(state, step | {"trouble": str(trouble), "seconds": round(time.monotonic() - begun, 3)})
            return {"revisions": revisions, "next": "mend", "trouble": str(trouble)}
        read = read_reply(reply.text)
        letter, faults = letter_of(frame, read)
        step |= {"call_id": reply.call_id, "kept_reply": reply.kept, "seconds": round(time.monotonic() - begun, 3), "faults": faults}
        self._note(state, step | {"sentences": letter})
        return {"revisions": revisions, "sentences": letter, "faults": faults, "next": "verify"}


def letter_of(frame: Frame, read: Answered) -> tuple[list[dict[str, Any]], list[str]]:
    """An answer as a letter (none where it holds no sentence), and what of it was not used."""
    beyond = facts_left_out(read.sentences)
    faults = [*read.faults, *([f"{beyond} facts beyond those that a letter has room for"] if beyond else [])]
    return [s.to_json() for s in (arranged(frame, read.sentences) if read.sentences else ())], faults


def _frame_of(session: Session, run: AgentRun, bench: Bench) -> Frame:
    case = session.get_one(Case, run.case_id)
    rules = rules_for(session, case.account_id, bench.desk.today())
    order = run.order
    share = Decimal(order["share"]) if order.get("share") else None
    language = order.get("language") or language_of(rules)
    return frame_for(case, load(session, case, rules), kind=order.get("kind"), language=language, share=share, now=bench.desk.now())


def _letter(state: State) -> tuple[Sentence, ...]:
    return tuple(map(Sentence.from_json, state.get("sentences", ())))


def _following(state: State, judged: Judgement, *, lacks: bool) -> str:
    """Once more where something fails and may still be asked for; wording that cannot be checked is asked to be put otherwise once.

    What a letter of this form lacks is not asked for: the template has it.
    """
    if not state.get("sentences"):
        return "revise" if state["revisions"] < MOST_REVISIONS else "mend"
    if judged.stands:
        if judged.doubtful and not state["revisions"]:
            return "revise"
        return "mend" if lacks else "keep"
    return "revise" if state["revisions"] < MOST_REVISIONS else "mend"


def _mended(frame: Frame, state: State) -> Mended:
    letter: Sequence[Sentence] = _letter(state)
    put_right = mended(frame, letter)
    if state.get("trouble") and not letter:
        return Mended(put_right.sentences, put_right.replaced, state["trouble"])
    return put_right
