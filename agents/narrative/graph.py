"""The narrative graph: brief → draft → verify → revise (at most twice) → mend → keep. Node names are kept in checkpoints: a schema."""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph

from agents.narrative.steps import State, Steps
from agents.walking import said_next


def graph_of(steps: Steps) -> StateGraph[State, Any, State, State]:
    """The graph of these steps."""
    graph = StateGraph(State)
    graph.add_node("brief", steps.brief)
    graph.add_node("draft", steps.draft)
    graph.add_node("verify", steps.verify)
    graph.add_node("revise", steps.revise)
    graph.add_node("mend", steps.mend)
    graph.add_node("keep", steps.keep)
    graph.add_edge(START, "brief")
    graph.add_edge("brief", "draft")
    graph.add_conditional_edges("draft", said_next, ["verify", "mend"])
    graph.add_conditional_edges("verify", said_next, ["revise", "mend", "keep"])
    graph.add_conditional_edges("revise", said_next, ["verify", "mend"])
    graph.add_edge("mend", "keep")
    graph.add_edge("keep", END)
    return graph
