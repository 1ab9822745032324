"""Arguments of `user` and `token`."""

from __future__ import annotations

import argparse
from typing import Final

from api.parsers import values

ROLES: Final = ("admin", "specialist", "reviewer", "supplier", "partner")
SCOPES: Final = ("read", "documents", "cases", "approve", "admin")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands."""
    _users(
        commands.add_parser("user", help="people who log in, and what they may do").add_subparsers(
            dest="deed", required=True, metavar="DEED"
        )
    )
    _tokens(commands.add_parser("token", help="keys for programs").add_subparsers(dest="deed", required=True, metavar="DEED"))


def _users(deeds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    deeds.add_parser("list", help="all users with their roles")
    add_one = deeds.add_parser("add", help="a new user; prints a one-time link to set the password")
    add_one.add_argument("email", metavar="EMAIL")
    add_one.add_argument("--name", default="", help="the name that others see (the e-mail where not given)")
    add_one.add_argument("--role", choices=ROLES, help="what the user may do")
    add_one.add_argument("--supplier", metavar="SLUG", help="for this supplier only (for all where not given)")
    add_one.add_argument("--partner", metavar="NAME", help="for the role partner: which partner of the supplier")
    for deed, said in (("disable", "no log-in any more; sessions and tokens end"), ("enable", "log-in again")):
        deeds.add_parser(deed, help=said).add_argument("email", metavar="EMAIL")
    deeds.add_parser("link", help="a one-time link to set a new password").add_argument("email", metavar="EMAIL")
    role = deeds.add_parser("role", help="give or take a role")
    role.add_argument("email", metavar="EMAIL")
    role.add_argument("role", choices=ROLES)
    role.add_argument("--supplier", metavar="SLUG", help="for this supplier only (for all where not given)")
    role.add_argument("--partner", metavar="NAME", help="for the role partner: which partner of the supplier")
    role.add_argument("--take", action="store_true", help="take the role away")


def _tokens(deeds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = deeds.add_parser("list", help="tokens that have not ended")
    listing.add_argument("--all", action="store_true", help="also those that have")
    add_one = deeds.add_parser("add", help="a new token; it is shown once")
    add_one.add_argument("email", metavar="EMAIL", help="whose rights it carries")
    add_one.add_argument("name", metavar="NAME", help="what it is for")
    add_one.add_argument("--scope", choices=SCOPES, action="append", required=True, help="what may be done with it; may be given again")
    add_one.add_argument("--supplier", metavar="SLUG", help="for this supplier only")
    add_one.add_argument("--days", type=values.at_least_one, help="how long it is good for (RECOUP_TOKEN_DAYS where not given)")
    deeds.add_parser("revoke", help="end a token").add_argument(
        "token", metavar="TOKEN", help="its number or beginning, as `token list` shows"
    )
