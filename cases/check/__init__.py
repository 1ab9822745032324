"""Whether the ledger is sound: what is checked, one module per part of the house, and the order it is reported in."""

from cases.check.files import Orphan, check_files, orphans, remove_orphans
from cases.check.found import Checked
from cases.check.ledger import check_ledger

__all__ = ["Checked", "Orphan", "check_files", "check_ledger", "orphans", "remove_orphans"]
