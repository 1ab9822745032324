"""Tools that are dear to make are lent, taken back, and thrown away when a borrower failed with them."""

import pytest

from api.wiring import Shelf


class Tool:
    def __init__(self) -> None:
        self.open = True

    def close(self) -> None:
        self.open = False


def test_a_tool_is_lent_again() -> None:
    shelf = Shelf(Tool)
    with shelf.lend() as first:
        pass
    with shelf.lend() as second:
        assert second is first


def test_two_borrowers_at_once_get_two_tools() -> None:
    shelf = Shelf(Tool)
    with shelf.lend() as first, shelf.lend() as second:
        assert first is not second


def test_a_tool_whose_borrower_failed_is_thrown_away() -> None:
    shelf = Shelf(Tool)
    with pytest.raises(ValueError, match="broken"), shelf.lend() as first:
        raise ValueError("broken")
    assert not first.open
    with shelf.lend() as second:
        assert second.open


def test_closing_ends_what_lies_there_and_what_comes_back() -> None:
    shelf = Shelf(Tool)
    with shelf.lend() as lent:
        with shelf.lend() as back:
            pass
        shelf.close()
        assert (back.open, lent.open) == (False, True)
    assert not lent.open
