"""How well a model writes on golden briefs: what stands at once, is revised, falls back, what it costs; how two models differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from agents.model.choice import Limits, Model, Models, Price, Provider
from agents.narrative.judging import judge
from cases.letters.sentences import Sentence
from evals.adversarial import BAD_REPLIES
from evals.eval_house import eval_house
from evals.golden_briefs import GoldenCase
from evals.pens import Pen
from evals.stub_server import Behaviour, StubServer
from ledger.agents import AgentRun

STUB: Final = "stub"
_STUB_LIMITS: Final = Limits(seconds_per_call=4, seconds_per_case=8, tries_per_call=2)
"""A stand-in that hangs need not be waited for as long as a provider."""


class WriterError(ValueError):
    """A stand-in is to behave in a way that it does not know; the message names those that it knows."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one golden brief. Shares are of the model's own sentences; `like` compares the letter with the approved one."""

    name: str
    sentences: int
    at_once: int
    refused: int
    doubtful: int
    revisions: int
    replaced: int
    template: bool
    unverifiable: int
    """Sentences of the letter at its end that a person must judge."""
    objections: int
    """Objections to the letter at its end; there may be none."""
    like: float
    cost_micros: int
    model_seconds: float
    own_seconds: float
    letter: tuple[Sentence, ...] = ()
    trouble: str = ""
    never: tuple[str, ...] = ()
    """Words of a bad reply that stand in the letter all the same."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: a model of the house's by name, or the stand-in behaving in a way, perhaps with a bad reply; other instructions."""

    name: str
    behaviour: Behaviour | None = None
    bad: str = ""
    instructions: Mapping[str, str] = field(default_factory=dict)


def writer_of(said: str, prompts: Path | None = None) -> Writer:
    """`NAME`, `stub:good`, `stub:half`, `stub:bad:threat`. Raises WriterError."""
    instructions = {path.stem: path.read_text(encoding="utf-8") for path in sorted(prompts.glob("*.txt"))} if prompts else {}
    if not said.startswith(f"{STUB}:"):
        return Writer(said, instructions=instructions)
    behaviour = said.removeprefix(f"{STUB}:")
    if behaviour.startswith("bad:"):
        bad = behaviour.removeprefix("bad:")
        if bad not in BAD_REPLIES:
            raise WriterError(f"no bad reply is called {bad!r}; there are: {', '.join(BAD_REPLIES)}")
        return Writer(said, Behaviour.GOOD, bad, instructions)
    if behaviour not in set(Behaviour):
        raise WriterError(f"the stand-in does not behave {behaviour!r}; it does: {', '.join(Behaviour)}")
    return Writer(said, Behaviour(behaviour), "", instructions)


def written(cases: Sequence[GoldenCase], writer: Writer, models: Models, *, at_once: int = 1) -> list[Written]:
    """What a writer makes of the cases, in their order."""
    with ExitStack() as open_things:
        name = writer.name
        if writer.behaviour is not None:
            stub = open_things.enter_context(StubServer(Pen(cases, writer.bad), writer.behaviour))
            models, name = _stub_models(stub), STUB
        models.named(name)  # one that cannot be asked is refused before anything is asked
        house = open_things.enter_context(eval_house(models, name, writer.instructions))
        with ThreadPoolExecutor(at_once) as pool:
            runs = list(pool.map(lambda case: house.write(case, name, f"golden:{case.name}"), cases))
    return [_told(case, run, seconds, writer) for case, (run, seconds) in zip(cases, runs, strict=True)]


def _stub_models(stub: StubServer) -> Models:
    """The stand-in as a model, at prices that show that costs are counted."""
    price = Price(Decimal(1), Decimal(4), "the stand-in's own")
    listed = Model(STUB, Provider.OPENAI, "stand-in", stub.url_of("openai"), SecretStr("none"), price=price)
    return Models({STUB: listed}, default=STUB, limits=_STUB_LIMITS)


def _told(case: GoldenCase, run: AgentRun, seconds: float, writer: Writer) -> Written:
    steps: dict[str, list[dict[str, Any]]] = {}
    for step in run.steps:
        steps.setdefault(step["node"], []).append(step)
    asked = [*steps.get("draft", []), *steps.get("revise", [])]
    frame = case.frame
    first = [Sentence.from_json(s) for s in (asked[0].get("sentences", ()) if asked else ())]
    judged = judge(frame, first)
    own = [n for n, s in enumerate(first) if s.by == "model"]
    letter = tuple(map(Sentence.from_json, run.result.get("sentences", ())))
    end = judge(frame, letter)
    mend = (steps.get("mend") or [{}])[-1]
    model_seconds = sum(step.get("seconds", 0.0) for step in asked)
    texts = " ".join(s.text for s in letter)
    return Written(
        name=case.name,
        sentences=len(own),
        at_once=sum(n not in judged.refused and n not in judged.doubtful for n in own),
        refused=sum(n in judged.refused for n in own),
        doubtful=sum(n in judged.doubtful and n not in judged.refused for n in own),
        revisions=int(run.result.get("revisions", 0)),
        replaced=len(mend.get("replaced", ())),
        template=bool(mend.get("whole")),
        unverifiable=len(end.doubtful),
        objections=len(end.refused) + len(end.letter),
        like=likeness(letter, [replace(s, text=frame.spelled(s.text)) for s in case.narrative]),
        cost_micros=run.cost_micros,
        model_seconds=model_seconds,
        own_seconds=max(0.0, seconds - model_seconds),
        letter=letter,
        trouble=next((str(s["trouble"]) for s in asked if s.get("trouble")), ""),
        never=tuple(w for w in (BAD_REPLIES[writer.bad].never if writer.bad else ()) if w in texts),
    )


def likeness(one: Sequence[Sentence], other: Sequence[Sentence]) -> float:
    """How alike two letters are, from 0 to 1: their words in order, lists of attachments aside."""
    left, right = ([w for s in letter if s.kind.value != "attachments" for w in s.text.split()] for letter in (one, other))
    return SequenceMatcher(None, left, right, autojunk=False).ratio() if left and right else 0.0
