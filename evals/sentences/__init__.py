"""Sentences that are true of a case by the way they are made, in varied wording and in six languages."""
