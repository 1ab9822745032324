"""Mails and archives: what they hold, with harmless names and within limits."""

from extractors.containers.opening import open_container
from extractors.containers.parts import ContainerRead, Part

__all__ = ["ContainerRead", "Part", "open_container"]
