"""Arguments of `supplier`."""

from __future__ import annotations

import argparse

from api.parsers import values


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    supplier = commands.add_parser("supplier", help="suppliers, their accounts with retailers, and what was agreed there")
    deeds = supplier.add_subparsers(dest="deed", required=True, metavar="DEED")
    deeds.add_parser("list", help="all suppliers with their accounts")
    add_one = deeds.add_parser("add", help="a new supplier")
    add_one.add_argument("name", metavar="NAME")
    add_one.add_argument("--slug", help="short name for commands and addresses (made from the name where not given)")

    change = deeds.add_parser("set", help="how a supplier's disputes are handled")
    change.add_argument("slug", metavar="SLUG")
    change.add_argument("--name")
    change.add_argument("--active", type=values.on_or_off, metavar="on|off")
    change.add_argument("--four-eyes", type=values.on_or_off, metavar="on|off", help="who wrote a draft may not approve it")
    change.add_argument(
        "--unattended",
        type=values.amount_or_off,
        default=argparse.SUPPRESS,
        metavar="AMOUNT|off",
        help='verified drafts up to this amount ("250.00 USD") are approved without a person',
    )
    change.add_argument(
        "--write-off",
        type=values.amount_or_off,
        default=argparse.SUPPRESS,
        metavar="AMOUNT|off",
        help="a rest that small may be written off",
    )
    change.add_argument("--mail-from", metavar="ADDRESS", help="sender of this supplier's mails; empty for none")

    change.add_argument("--unattended-mail", type=values.on_or_off, metavar="on|off", help="what is approved so may also be mailed so")
    change.add_argument("--unattended-model", type=values.on_or_off, metavar="on|off", help="letters that a model wrote may be approved so")
    change.add_argument("--model", metavar="NAME|none|default", help="the language model that its papers may go to (recoup models)")

    account = deeds.add_parser("account", help="open an account with a retailer, or change it")
    _account(account)
    account.add_argument("--currency", help="the pack's where not given")
    account.add_argument("--contact", metavar="ADDRESS", help="where disputes by e-mail go")
    account.add_argument("--active", type=values.on_or_off, metavar="on|off")

    terms = deeds.add_parser("terms", help="record what was agreed with a retailer, or show what is in force")
    _account(terms)
    terms.add_argument("file", nargs="?", type=values.file, metavar="TERMS.yaml", help="a new version (shown where not given)")

    _watching(deeds)


def _watching(deeds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    deeds.add_parser("places", help="watched folders and mailboxes, and what went wrong there")
    folder = deeds.add_parser("watch-folder", help="take new files from a folder")
    _account(folder)
    folder.add_argument("path", type=values.folder, metavar="PATH")
    folder.add_argument("--move", action="store_true", help="move what was taken into PATH/taken (it is left where it lies otherwise)")
    mailbox = deeds.add_parser("watch-mailbox", help="take new mails and what is attached from a mailbox")
    _account(mailbox)
    mailbox.add_argument("host", metavar="HOST")
    mailbox.add_argument("user", metavar="USER")
    mailbox.add_argument("password", metavar="WORD", help="its password is the setting RECOUP_PASSWORD_WORD")
    mailbox.add_argument("--inbox", default="INBOX", metavar="FOLDER", help="the mail folder")
    mailbox.add_argument("--port", type=values.at_least_one)
    mailbox.add_argument("--tls", choices=("tls", "starttls", "none"), default="tls")
    mailbox.add_argument("--mark-seen", action="store_true", help="mark what was taken as read")
    deeds.add_parser("unwatch", help="take nothing more from a place").add_argument("place", type=values.at_least_one, metavar="NUMBER")


def _account(command: argparse.ArgumentParser) -> None:
    command.add_argument("slug", metavar="SLUG")
    command.add_argument("retailer", metavar="RETAILER", help="its rule pack: amazon_us, amazon_eu, walmart, target, generic …")
    command.add_argument("--folder", default="", help="tells two accounts with the same retailer apart")
