"""The root-cause graph: brief → hypothesis → note → verify → revise (at most twice) → mend → keep. Node names are a schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph

from agents.root_cause.steps import State, Steps


def carried_out(steps: Steps, saver: BaseCheckpointSaver[Any], run_id: int, key: str) -> Iterator[str]:
    """Carries a run out from where it was left, or from its start; gives the name of each node that is done."""
    graph = _graph(steps).compile(checkpointer=saver)
    config: RunnableConfig = {"configurable": {"thread_id": key}}
    begun = bool(graph.get_state(config).values)
    for done in graph.stream(None if begun else {"run_id": run_id}, config, stream_mode="updates", durability="sync"):
        yield from done
    saver.delete_thread(key)


def _graph(steps: Steps) -> StateGraph[State, Any, State, State]:
    graph = StateGraph(State)
    graph.add_node("brief", steps.brief)
    graph.add_node("hypothesis", steps.hypothesis)
    graph.add_node("note", steps.note)
    graph.add_node("verify", steps.verify)
    graph.add_node("revise", steps.revise)
    graph.add_node("mend", steps.mend)
    graph.add_node("keep", steps.keep)
    graph.add_edge(START, "brief")
    graph.add_edge("brief", "hypothesis")
    graph.add_edge("hypothesis", "note")
    graph.add_conditional_edges("note", _next, ["verify", "mend"])
    graph.add_conditional_edges("verify", _next, ["revise", "mend"])
    graph.add_conditional_edges("revise", _next, ["verify", "mend"])
    graph.add_edge("mend", "keep")
    graph.add_edge("keep", END)
    return graph


def _next(state: State) -> str:
    return state["next"]
