"""YAML as a tree in which every value knows its file and line: no aliases, no duplicate keys, no guessed types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import yaml

from rules.errors import RuleError

_LARGEST: Final = 200_000
_DEEPEST: Final = 20
_TOO_DEEP: Final = "the file nests too deeply to be a rule file"
_OPENING: Final = (yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken, yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING: Final = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_NULL: Final = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Place:
    """File and line of a value, for messages and for showing where a rule is written."""

    file: str
    line: int

    def error(self, message: str) -> RuleError:
        """A RuleError that points here."""
        return RuleError(self.file, self.line, message)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it is written; what it means is for the schema to say."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; `places` says where each key stands."""

    values: dict[str, Node]
    places: dict[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping


def read_yaml(content: bytes, file: str) -> Mapping:
    """The file's one mapping. An empty file is an empty mapping.

    Raises RuleError with file and line for anything that is no plain YAML mapping in UTF-8: syntax errors, aliases and tags,
    duplicate keys, keys without a value, several documents, nesting without end, or a file above 200 kB.
    """
    if len(content) > _LARGEST:
        raise RuleError(file, None, "the file is larger than 200 kB; a rule file holds a few pages of text")
    try:
        _refuse_tricks(content, file)
        root = yaml.compose(content, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise RuleError(file, mark.line + 1 if mark else None, f"this is not valid YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleError(file, None, "the file cannot be read as text; save it as UTF-8") from error
    if root is None:
        return Mapping({}, {}, Place(file, 1))
    node = _located(root, file)
    if not isinstance(node, Mapping):
        raise node.place.error("a rule file is a list of `key: value` lines at its top level")
    return node


def _refuse_tricks(content: bytes, file: str) -> None:
    """Aliases multiply, tags build objects, endless nesting eats the stack: a rule file needs none of them."""
    depth = 0
    for token in yaml.scan(content, Loader=yaml.CSafeLoader):
        line = token.start_mark.line + 1
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
            raise RuleError(file, line, "anchors, aliases and tags (& * !) are not taken; write the value out")
        if isinstance(token, _OPENING):
            depth += 1
        elif isinstance(token, _CLOSING):
            depth -= 1
        if depth > _DEEPEST:
            raise RuleError(file, line, _TOO_DEEP)


def _located(node: yaml.Node, file: str) -> Node:
    place = Place(file, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        if node.tag == _NULL:
            raise place.error("a value is missing here; write one or leave the key out")
        return Scalar(node.value, place)
    if isinstance(node, yaml.SequenceNode):
        return Sequence(tuple(_located(item, file) for item in node.value), place)
    values: dict[str, Node] = {}
    places: dict[str, Place] = {}
    for key_node, value_node in node.value:
        key_place = Place(file, key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            raise key_place.error("a key is one word or number")
        key = str(key_node.value)
        if key in values:
            raise key_place.error(f"`{key}` is written twice (first on line {places[key].line}); keep one of them")
        if isinstance(value_node, yaml.ScalarNode) and value_node.tag == _NULL:
            raise key_place.error(f"`{key}` has no value; write one or leave the key out")
        values[key] = _located(value_node, file)
        places[key] = key_place
    return Mapping(values, places, place)
