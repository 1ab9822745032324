"""The root-cause graph: brief → hypothesis → note → verify → revise (at most twice) → mend → keep. Node names are a schema."""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph

from agents.root_cause.steps import State, Steps
from agents.walking import said_next


def graph_of(steps: Steps) -> StateGraph[State, Any, State, State]:
    """The graph of these steps."""
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
    graph.add_conditional_edges("note", said_next, ["verify", "mend"])
    graph.add_conditional_edges("verify", said_next, ["revise", "mend"])
    graph.add_conditional_edges("revise", said_next, ["verify", "mend"])
    graph.add_edge("mend", "keep")
    graph.add_edge("keep", END)
    return graph
