"""The reading-help graph: gather → ask → check → (ask once more) → propose. Node names are kept in checkpoints: a schema."""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph

from agents.reading_help.steps import State, Steps
from agents.walking import said_next


def graph_of(steps: Steps) -> StateGraph[State, Any, State, State]:
    """The graph of these steps."""
    graph = StateGraph(State)
    graph.add_node("gather", steps.gather)
    graph.add_node("ask", steps.ask)
    graph.add_node("check", steps.check)
    graph.add_node("propose", steps.propose)
    graph.add_edge(START, "gather")
    graph.add_conditional_edges("gather", said_next, ["ask", "propose"])
    graph.add_conditional_edges("ask", said_next, ["check", "propose"])
    graph.add_conditional_edges("check", said_next, ["ask", "propose"])
    graph.add_edge("propose", END)
    return graph
