"""What the nodes of the root-cause graph do. Each can be carried out twice: replies come back from their calls, a note is kept once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict

from agents.bench import Bench
from agents.model.port import Ask, ModelError, Prompt
from agents.narrative.reply import read_reply
from agents.root_cause.asking import chosen_cause, hypothesis_prompt, note_prompt, revise_prompt
from agents.root_cause.frame import NoteFrame, frame_of
from agents.root_cause.mending import complete, doubts, mended, objections
from agents.root_cause.telling import tell_of_notes
from agents.runs import end, note_step
from cases.accounts.rules_of_account import rules_for
from cases.causes.note_check import check_note
from cases.causes.notes import Rewritten, put_in_place
from cases.letters.sentences import Sentence, SentenceKind
from cases.letters.verifier import Remark
from ledger.agents import AgentRun
from ledger.improving import CauseNote

MOST_REVISIONS: Final = 2


class State(TypedDict, total=False):
    """What goes from node to node and is kept between them: numbers and plain JSON values.

    `cause` is the one that the note argues for, `sentences` the note as it stands, `faults` what of the last answer could not be used,
    `next` the node that comes then, `trouble` why there is no (further) answer of the model.
    """

    run_id: int
    cause: str
    revisions: int
    sentences: list[dict[str, Any]]
    faults: list[str]
    next: str
    trouble: str


class Steps:
    """The nodes of one run. `ask` asks the run's model."""

    def __init__(self, bench: Bench, ask: Ask) -> None:
        self._bench = bench
        self._ask = ask

    def brief(self, state: State) -> State:
        """Freezes the facts, the causes that hold and the template's note, once."""
        with self._bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, state["run_id"])
            if not run.brief:
                note = session.get_one(CauseNote, run.noun_id)
                today = self._bench.desk.today()
                frame = frame_of(note, rules_for(session, note.account_id or 0, today), today)
                run.brief, run.brief_hash = frame.to_json(), frame.brief.hash
                note_step(run, {"node": "brief", "facts": len(frame.brief.facts), "causes": list(frame.causes)})
        return {"revisions": 0, "sentences": [], "faults": [], "trouble": ""}

    def hypothesis(self, state: State) -> State:
        """Settles the cause: the only one that holds, or the one of several that the model argues for."""
        frame = self._frame(state)
        cause = frame.causes[0]
        if len(frame.causes) > 1:
            text, trouble = self._asked(state, hypothesis_prompt(frame), "hypothesis", 0)
            named = chosen_cause(text, frame) if text else None
            self._note(state, {"node": "chosen", "cause": named or cause, "by": "model" if named else "conditions", "trouble": trouble})
            cause = named or cause
        return {"cause": cause}

    def note(self, state: State) -> State:
        """Asks the model for the note."""
        frame = self._frame(state)
        return self._written(state, note_prompt(frame, state["cause"]), "note", 0)

    def verify(self, state: State) -> State:
        """Holds the note against the facts and settles what comes next."""
        frame, note = self._frame(state), _sentences(state)
        judged = check_note(note, frame.brief, frame.situation, frame.own)
        again = not judged.passed or (bool(judged.unverifiable) and state["revisions"] == 0)
        following = "revise" if again and state["revisions"] < MOST_REVISIONS else "mend"
        self._note(state, {"node": "verify", "attempt": state["revisions"], "remarks": judged.to_json(), "then": following})
        return {"next": following}

    def revise(self, state: State) -> State:
        """Asks the model again, with what was said of each sentence."""
        frame, note = self._frame(state), _sentences(state)
        prompt = revise_prompt(frame, state["cause"], note, said_of(frame, note), state.get("faults", ()))
        return self._written(state, prompt, "revise", state["revisions"] + 1)

    def mend(self, state: State) -> State:
        """Puts the template's sentences where the model's fail, and where something lacks."""
        frame = self._frame(state)
        put_right = mended(frame, state["cause"], _sentences(state), state.get("trouble", ""))
        note = [s.to_json() for s in put_right.sentences]
        self._note(state, {"node": "mend", "replaced": list(put_right.replaced), "whole": put_right.whole, "sentences": note})
        return {"sentences": note}

    def keep(self, state: State) -> State:
        """Keeps the note as the next version of the template's, once; where people or figures went on meanwhile, that stands."""
        frame, note = self._frame(state), _sentences(state)
        with self._bench.desk.sessions.begin() as session:
            run = session.get_one(AgentRun, state["run_id"])
            if run.ended_at is None:
                by_model = sum(1 for s in note if s.by == "model")
                result: dict[str, Any] = {"cause": state["cause"], "revisions": state.get("revisions", 0), "note_id": None}
                result |= {"sentences": {"model": by_model, "template": len(note) - by_model}}
                if by_model:
                    verdict = check_note(note, frame.brief, frame.situation, frame.own)
                    standing = session.get_one(CauseNote, run.noun_id)
                    kept = put_in_place(
                        session, standing, Rewritten(state["cause"], note, verdict, run.model, run.id), now=self._bench.desk.now()
                    )
                    if kept is not None:
                        tell_of_notes(session, run, [kept.id], now=self._bench.desk.now())
                    result |= {"note_id": kept.id, "version": kept.version} if kept else {"why": "somebody or new figures came before it"}
                else:
                    result["why"] = state.get("trouble") or "no sentence of the model's stood"
                end(run, now=self._bench.desk.now(), result=result)
        return {"next": ""}

    def _frame(self, state: State) -> NoteFrame:
        with self._bench.desk.sessions() as session:
            return NoteFrame.from_json(session.get_one(AgentRun, state["run_id"]).brief)

    def _note(self, state: State, step: Mapping[str, Any]) -> None:
        with self._bench.desk.sessions.begin() as session:
            note_step(session.get_one(AgentRun, state["run_id"]), step)

    def _asked(self, state: State, prompt: Prompt, node: str, attempt: int) -> tuple[str, str]:
        """The model's answer, and why there is none."""
        step = {"node": node, "attempt": attempt, "prompt": prompt.name, "version": prompt.version, "prompt_hash": prompt.hash}
        try:
            reply = self._ask(prompt)
        except ModelError as trouble:
            self._note(state, step | {"trouble": str(trouble)})
            return "", str(trouble)
        self._note(state, step | {"call_id": reply.call_id, "kept_reply": reply.kept})
        return reply.text, ""

    def _written(self, state: State, prompt: Prompt, node: str, revisions: int) -> State:
        """The answer as a note; where there is none, what there was stays and is mended."""
        text, trouble = self._asked(state, prompt, node, revisions)
        if trouble:
            return {"revisions": revisions, "next": "mend", "trouble": trouble}
        note, faults = note_of(self._frame(state), state["cause"], text)
        return {"revisions": revisions, "sentences": [s.to_json() for s in note], "faults": faults, "next": "verify"}


def note_of(frame: NoteFrame, cause: str, answer: str) -> tuple[tuple[Sentence, ...], list[str]]:
    """An answer as a note (none where it holds no sentence), and what of it was not used."""
    read = read_reply(answer)
    note = [Sentence(s.text, s.facts, SentenceKind.REASON, by=s.by) for s in read.sentences]
    return complete(frame, cause, note) if note else (), list(read.faults)


def said_of(frame: NoteFrame, note: Sequence[Sentence]) -> dict[int, tuple[Remark, ...]]:
    """What the verifier says of each sentence: objections first."""
    against, doubtful = objections(frame, note), doubts(frame, note)
    return {place: (*against.get(place, ()), *doubtful.get(place, ())) for place in range(len(note))}


def _sentences(state: State) -> tuple[Sentence, ...]:
    return tuple(map(Sentence.from_json, state.get("sentences", ())))
