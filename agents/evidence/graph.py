"""The evidence graph: missing → search → ask → (look → search → ask) → propose → request. Node names are kept in checkpoints: a schema."""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph

from agents.evidence.steps import State, Steps
from agents.walking import said_next


def graph_of(steps: Steps) -> StateGraph[State, Any, State, State]:
    """The graph of these steps."""
    graph = StateGraph(State)
    graph.add_node("missing", steps.missing)
    graph.add_node("search", steps.search)
    graph.add_node("ask", steps.ask)
    graph.add_node("look", steps.look)
    graph.add_node("propose", steps.propose)
    graph.add_node("request", steps.request)
    graph.add_edge(START, "missing")
    graph.add_conditional_edges("missing", said_next, ["search", "propose"])
    graph.add_edge("search", "ask")
    graph.add_conditional_edges("ask", said_next, ["look", "propose"])
    graph.add_edge("look", "search")
    graph.add_edge("propose", "request")
    graph.add_edge("request", END)
    return graph
