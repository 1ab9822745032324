"""The evidence packet: a cover, the narrative, a list of exhibits, and the exhibits stamped and highlighted, as PDF in parts."""
