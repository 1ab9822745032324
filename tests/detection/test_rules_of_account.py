"""The rules of an account are its retailer's pack under its latest terms, and what was judged by them is kept once."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from cases.accounts.rules_of_account import rule_version, rules_by_version, rules_for
from ledger.models import Account, RuleVersion, Supplier, Terms
from rules.errors import RuleError

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 1)


def opened_account(session: Session) -> int:
    supplier = Supplier(name="Halden Kitchen Supply Corp", slug="halden", created_at=NOW)
    session.add(supplier)
    session.flush()
    account = Account(supplier_id=supplier.id, retailer="amazon_us", currency="USD", created_at=NOW)
    session.add(account)
    session.flush()
    return account.id


def agree(session: Session, account_id: int, version: int, text: str) -> None:
    session.add(Terms(account_id=account_id, version=version, text=text, recorded_at=NOW, recorded_by="ana"))
    session.flush()


def test_the_latest_terms_lie_over_the_pack(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        account = opened_account(session)
        assert rules_for(session, account, DAY).payment_net_days == 60
        agree(session, account, 1, "supplier: Halden\npayment: {net_days: 45}")
        agree(session, account, 2, "supplier: Halden\npayment: {net_days: 30}")
        rules = rules_for(session, account, DAY)
        assert (rules.payment_net_days, rules.supplier) == (30, "Halden")


def test_terms_that_cannot_be_used_are_named(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        account = opened_account(session)
        agree(session, account, 1, "paymnt: {net_days: 45}")
        with pytest.raises(RuleError, match="paymnt"):
            rules_for(session, account, DAY)


@pytest.mark.both_engines
def test_the_same_rules_are_kept_once_and_come_back_as_they_were(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        account = opened_account(session)
        rules = rules_for(session, account, DAY)
        first = rule_version(session, account, rules, NOW)
        assert rule_version(session, account, rules_for(session, account, DAY), NOW).id == first.id
        assert rules_by_version(session, first.id) == rules
        agree(session, account, 1, "payment: {net_days: 45}")
        assert rule_version(session, account, rules_for(session, account, DAY), NOW).id != first.id
        assert session.scalar(select(func.count()).select_from(RuleVersion)) == 2
