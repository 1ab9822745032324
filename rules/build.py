"""From a merged tree of dated values to the typed rules that matchers use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from facts.finding import FindingType
from rules.causes import CauseRules, ChargeWord
from rules.further_claims import AuditRules, FreightRules, ProtectionRules
from rules.gathering import Asking, GatheringRules
from rules.grammar import ClaimToken, Grammar, LinePattern, LineRole, RoleWord, TypeWord
from rules.model import (
    Anchor,
    AttachmentLimit,
    BulkColumn,
    BulkLayout,
    EvidenceList,
    FeeWords,
    FieldLimit,
    Outlook,
    PriceRules,
    Rules,
    ShortageRules,
    Source,
    TermsDiscount,
    Window,
)
from rules.rebates import RebateRules, rebate_rules
from rules.schema import Entry, Tree


def build_rules(retailer: str, version: str, tree: Tree, *, pack_name: str, agreed: Mapping[str, str]) -> Rules:
    """The rules in force, from the merged tree of values that hold on the day and the head of the terms file."""
    payment = tree.get("payment", {})
    price = tree.get("price", {})
    windows = {FindingType(kind): _window(block) for kind, block in tree.get("windows", {}).items()}
    return Rules(
        retailer=retailer,
        id=f"{retailer}@{version}",
        version=version,
        supplier=agreed.get("supplier", ""),
        name=pack_name,
        currency=_one(tree, "currency", "USD"),
        marketplace=agreed.get("marketplace", ""),
        date_order=_one(tree, "date_order", ""),
        payment_net_days=_one(payment, "net_days", None),
        terms_discount=_terms_discount(_one(payment, "terms_discount", None)),
        grammar=_grammar(tree.get("grammar", {})),
        windows=windows,
        price=PriceRules(
            _one(price, "cost_in_force_on", "order_date"),
            _one(price, "rounding_per_unit", Decimal("0.01")),
            _one(price, "agreed_purchase_discount", None),
            _each(price.get("reasons", {})),
        ),
        shortage=_shortage(tree.get("shortage", {})),
        evidence={kind: _evidence(block) for kind, block in tree.get("evidence", {}).items()},
        dispute_reasons=_each(tree.get("dispute_reasons", {})),
        stand_ins=_each(tree.get("stand_ins", {})),
        taxonomy=_each(tree.get("taxonomy", {})),
        reason_codes={scheme: _each(codes) for scheme, codes in tree.get("reason_codes", {}).items()},
        statuses={scheme: _each(words) for scheme, words in tree.get("statuses", {}).items()},
        precedence=_each(tree.get("precedence", {})),
        limits={name: FieldLimit(**entries[0].payload) for name, entries in tree.get("limits", {}).items()},
        attachments=AttachmentLimit(**_each(tree.get("attachments", {}))),
        portal_fields=_each(tree.get("portal_fields", {})),
        channel=_one(tree.get("filing", {}), "channel", "portal"),
        language=_one(tree.get("filing", {}), "language", "en"),
        bulk_files={name: _bulk_layout(name, entries[0]) for name, entries in tree.get("bulk_files", {}).items()},
        forbidden=_forbidden(tree.get("letters", {}).get("forbidden", {})),
        checklists=_each(tree.get("checklists", {})),
        chargebacks={name: _fees(entries) for name, entries in tree.get("chargebacks", {}).items()},
        charged_before={name: _fees(entries) for name, entries in tree.get("charged_before", {}).items()},
        freight=FreightRules(**_each(tree.get("freight", {}))),
        price_protection=_protection(tree.get("price_protection", {})),
        post_audit=_post_audit(tree.get("post_audit", {})),
        prep_owners=_each(tree.get("prep_owners", {})),
        charge_words=tuple(FeeWords(**entry.payload) for entry in tree.get("charge_words", ())),
        rebates=_rebates(tree.get("rebates", {})),
        causes=_causes(tree.get("causes", {})),
        gathering=_gathering(tree.get("gathering", {})),
        outlook=_outlook(tree.get("odds", {})),
        effort={kind: _each(steps) for kind, steps in tree.get("effort", {}).items()},
        disagreements=_disagreements(tree),
        unknown=tuple(entry.payload for entry in tree.get("unknown", ())),
        raw=shown(tree),
    )


def shown(tree: Tree) -> dict[str, Any]:
    """The tree as plain values for showing: each with its dates, source, mark and the place where it is written."""
    page: dict[str, Any] = {}
    for key, value in tree.items():
        page[key] = shown(value) if isinstance(value, dict) else [_shown_entry(entry) for entry in value]
    return page


def _shown_entry(entry: Entry) -> dict[str, Any]:
    stamp = entry.stamp
    found: dict[str, Any] = {"value": _plain(entry.payload)}
    if stamp.effective_from:
        found["effective_from"] = stamp.effective_from.isoformat()
    if stamp.effective_to:
        found["effective_to"] = stamp.effective_to.isoformat()
    file = PurePath(entry.place.file).name if stamp.mark == "terms" else entry.place.file
    return found | {"source": stamp.source, "mark": stamp.mark, "place": f"{file}:{entry.place.line}"}


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {k: _plain(v) for k, v in value.items()}
        case tuple() | list():
            return [_plain(v) for v in value]
        case bool() | int() | None:
            return value
        case date():
            return value.isoformat()
        case re.Pattern():
            return value.pattern
        case _:
            return str(value)


def _one(block: Tree, key: str, otherwise: Any) -> Any:
    return block[key][0].payload if key in block else otherwise


def _each(block: Tree) -> dict[str, Any]:
    return {key: entries[0].payload for key, entries in block.items()}


def _source(entry: Entry) -> Source:
    return Source(entry.stamp.source or "", entry.stamp.mark or "R")


def _anchors(block: Tree, key: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(**e.payload, source=_source(e)) for e in block.get(key, ()))


def _window(block: Tree) -> Window:
    replies = [e.payload for e in block.get("reply_days", ())]
    return Window(
        opens=_anchors(block, "opens"),
        closes=_anchors(block, "closes"),
        attempts=_one(block, "attempts", None),
        reply_days=min(replies, default=None),
        answer_days=_one(block, "answer_days", None),
        grouping=_one(block, "grouping", "line"),
        retry_by=_anchors(block, "retry_by"),
        retry_after=_one(block, "retry_after", ()),
        one_open_per=_one(block, "one_open_per", None),
        reopens=_one(block, "reopens", otherwise=True),
        disputable=_one(block, "disputable", otherwise=True),
        in_flight=_one(block, "in_flight", None),
        bundle=_one(block, "bundle", None),
        minimum_amount=_one(block, "minimum_amount", None),
        pays_within_days=_one(block, "pays_within_days", None),
    )


def _terms_discount(payload: dict[str, Any] | None) -> TermsDiscount | None:
    return None if payload is None else TermsDiscount(**payload)


def _grammar(block: Tree) -> Grammar:
    def payloads(key: str) -> list[dict[str, Any]]:
        return [e.payload for e in block.get(key, ())]

    tokens = (ClaimToken(p["token"].upper(), FindingType(p["type"]), LineRole(p["role"])) for p in payloads("tokens"))
    return Grammar(
        tuple(sorted(tokens, key=lambda t: (-len(t.token), t.token))),
        tuple(
            LinePattern(p["field"], p["pattern"], FindingType(p["type"]), LineRole(p.get("role", "claim"))) for p in payloads("patterns")
        ),
        tuple(TypeWord(FindingType(p["type"]), p["language"], p["pattern"]) for p in payloads("types")),
        tuple(RoleWord(LineRole(p["role"]), p["language"], p["pattern"]) for p in payloads("roles")),
    )


def _shortage(block: Tree) -> ShortageRules:
    otherwise = ShortageRules()
    return ShortageRules(
        _one(block, "weak_counts", otherwise.weak_counts),
        otherwise.proof | _each(block.get("proof", {})),
        _one(block, "recommended", otherwise.recommended),
    )


def _forbidden(block: Tree) -> dict[str, dict[str, tuple[str, ...]]]:
    return {language: {kind: tuple(e.payload for e in words) for kind, words in kinds.items()} for language, kinds in block.items()}


def _causes(block: Tree) -> CauseRules:
    """The house's defaults where a pack says nothing."""
    texts: dict[str, Any] = {
        name: {language: _each(told) for language, told in block.get(name, {}).items()} for name in ("said", "prevention")
    }
    plain: dict[str, Any] = {name: entries[0].payload for name, entries in block.items() if name != "charges" and name not in texts}
    return CauseRules(**plain, charges=tuple(ChargeWord(**entry.payload) for entry in block.get("charges", ())), **texts)


def _gathering(block: Tree) -> GatheringRules:
    asking = {paper: Asking(**entries[0].payload) for paper, entries in block.get("asking", {}).items()}
    return GatheringRules(**{name: entries[0].payload for name, entries in block.items() if name != "asking"}, asking=asking)


def _rebates(block: Tree) -> RebateRules:
    said = {name: entries[0].payload for name, entries in block.items() if name != "signals"}
    return rebate_rules(said, _each(block.get("signals", {})))


def _evidence(block: Tree) -> EvidenceList:
    return EvidenceList(_each(block.get("required", {})), _one(block, "recommended", ()))


def _outlook(block: Tree) -> Outlook:
    return Outlook(_each(block.get("chance", {})), _each(block.get("share", {})), _one(block, "counts_for", 0))


def _fees(entries: tuple[Entry, ...]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {**e.payload, "source": _source(e), "effective_from": e.stamp.effective_from, "effective_to": e.stamp.effective_to} for e in entries
    )


def _protection(block: Tree) -> ProtectionRules:
    return ProtectionRules(**_each(block), agreed=any(e.stamp.mark == "terms" for entries in block.values() for e in entries))


def _post_audit(block: Tree) -> AuditRules:
    stamps = [e.stamp for e in block.get("claims_until", ())]
    said = "; ".join(dict.fromkeys(stamp.source or "" for stamp in stamps))
    return AuditRules(_anchors(block, "claims_until"), any(stamp.mark == "terms" for stamp in stamps), said)


def _bulk_layout(name: str, entry: Entry) -> BulkLayout:
    payload = dict(entry.payload)
    columns = tuple(BulkColumn(**column) for column in payload.pop("columns"))
    kinds = tuple(FindingType(kind) for kind in payload.pop("kinds"))
    return BulkLayout(name, columns=columns, kinds=kinds, source=_source(entry), **payload)


def _disagreements(tree: Tree) -> tuple[str, ...]:
    """A sentence for each value that has several readings in force at once."""
    found = []
    for kind, block in tree.get("windows", {}).items():
        for key, words in (
            ("opens", "opens"),
            ("closes", "closes"),
            ("reply_days", "is answered within days"),
            ("retry_by", "second filing"),
        ):
            readings = block.get(key, ())
            if len({str(_reading(e)) for e in readings}) > 1:
                said = " or ".join(f"{_reading(e)} ({e.stamp.source}, {e.stamp.mark})" for e in readings)
                found.append(f"{kind} {words}: {said}")
    for name, readings in tree.get("chargebacks", {}).items():
        if len({repr(e.payload) for e in readings}) > 1:
            said = " or ".join(f"{_fee_words(e.payload)} ({e.stamp.source}, {e.stamp.mark})" for e in readings)
            found.append(f"chargeback {name}: {said}")
    return tuple(found)


def _reading(entry: Entry) -> Any:
    return Anchor(**entry.payload) if isinstance(entry.payload, dict) else entry.payload


def _fee_words(payload: dict[str, Any]) -> str:
    return ", ".join(f"{k} {_in_words(_plain(v))}" for k, v in payload.items())


def _in_words(value: Any) -> str:
    """A plain value without the brackets of programs."""
    if isinstance(value, dict):
        return " ".join(f"{k} {_in_words(v)}" for k, v in value.items())
    return "; ".join(_in_words(v) for v in value) if isinstance(value, list) else str(value)
