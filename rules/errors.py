"""The one error of rule packs and terms files: where it stands and what to do about it."""

from __future__ import annotations


class RuleError(ValueError):
    """A rule pack or terms file cannot be used; the message names file, line and what to write instead."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        super().__init__(f"{file}, line {line}: {message}" if line else f"{file}: {message}")
        self.file = file
        self.line = line
        self.reason = message
