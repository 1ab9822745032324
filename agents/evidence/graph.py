"""The evidence graph: missing → search → ask → (look → search → ask) → propose → request. Node names are kept in checkpoints: a schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph

from agents.evidence.steps import State, Steps


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
    graph.add_node("missing", steps.missing)
    graph.add_node("search", steps.search)
    graph.add_node("ask", steps.ask)
    graph.add_node("look", steps.look)
    graph.add_node("propose", steps.propose)
    graph.add_node("request", steps.request)
    graph.add_edge(START, "missing")
    graph.add_conditional_edges("missing", _next, ["search", "propose"])
    graph.add_edge("search", "ask")
    graph.add_conditional_edges("ask", _next, ["look", "propose"])
    graph.add_edge("look", "search")
    graph.add_edge("propose", "request")
    graph.add_edge("request", END)
    return graph


def _next(state: State) -> str:
    return state["next"]
