"""The life of a case: its states and guards, where it stands, and what people do to it."""
