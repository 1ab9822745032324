"""An expert at the keyboard: works the cases of a queue as far as the filing kit, opens every exhibit, and believes the paper alone.

Nothing is clicked and no address is typed. What counts are keys pressed, pages waited for, and the time that the machine takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Page, expect

from tests.web.paper_words import prints, under

LETTER: Final = """() => {
  const places = (line) => [...line.querySelectorAll("[data-place]")].map((one) => ({ ...one.dataset }));
  const facts = [...document.querySelectorAll("[data-fact-line]")].map((line) => [line.dataset.factLine, {
    label: line.querySelector(".fact-label").textContent.trim(),
    value: line.querySelector(".fact-value").textContent.trim(),
    places: places(line),
    below: [...line.querySelectorAll(".fact-ref")].map((one) => one.dataset.fact),
  }]);
  const sentences = [...document.querySelectorAll(".sentence")].map((row) => row.dataset.facts.split(" ").filter(Boolean));
  return { facts: Object.fromEntries(facts), sentences };
}"""
DRAWN: Final = """() => [...document.querySelectorAll("#exhibit-view [data-box]")].map((box) => box.dataset.box)"""
KEYS_OF_A_LETTER: Final = "123456789"
PATIENCE: Final = 120_000
"""Milliseconds in which a packet is built, or a scan is read with a script's eyes, on a busy machine."""


@dataclass
class Worked:
    """How a case went: from the key that led to it until its last field was copied, or until it was sent back."""

    reference: str
    keys: int = 0
    letters: int = 0
    """Letters typed of a reason."""
    waits: int = 0
    seconds: float = 0
    """Without those in which a script reads words that people see at once."""
    sentences: int = 0
    exhibits: set[str] = field(default_factory=set)
    """Pages and rows that were shown."""
    compared: int = 0
    """Values held against what is printed under their box."""
    copied: int = 0
    stopped: str = ""
    """Why it was sent back; empty where the letter was approved."""


class Expert:
    """Works through a queue that is open on `page`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.worked: list[Worked] = []
        self._case = Worked("")
        self._words: dict[str, Sequence[Mapping[str, Any]]] = {}
        self._reading = 0.0
        page.on("load", self._waited)

    def works(self) -> list[Worked]:
        """Every case of the queue, one after the other, until there is none behind."""
        begun = time.perf_counter()
        self._case = Worked("")
        before = self.page.url
        self._press("j")
        self._press("w")
        while True:
            self.page.wait_for_url(_another(before))
            case = self._case
            case.reference = self.page.get_by_role("heading", level=1).inner_text().rpartition(" · ")[2]
            self._letter(case)
            case.seconds = time.perf_counter() - begun - self._reading
            self.worked.append(case)
            last = self.page.locator("#next-case").count() == 0
            begun, before, self._reading = time.perf_counter(), self.page.url, 0.0
            if case.stopped:
                self._sends_back(case, last=last)
            elif not last:
                self._case = Worked("")
                self._press("]")
            if last:
                return self.worked

    def _waited(self, page: Page) -> None:
        del page
        self._case.waits += 1

    def _press(self, key: str) -> None:
        self._case.keys += 1
        self.page.keyboard.press(key)

    # ------------------------------------------------------------ the letter

    def _letter(self, case: Worked) -> None:
        """Reads sentence after sentence beside its spots; approves it where every word is so, and fills the form from the kit."""
        letter = self.page.evaluate(LETTER)
        case.sentences = len(letter["sentences"])
        seen: set[str] = set()
        for at, facts in enumerate(letter["sentences"]):
            wrong = next(self._wrong(case, letter["facts"], facts, seen, first=at == 0), "")
            if wrong:
                case.stopped = wrong
                return
            self._press("y")
        expect(self.page.locator(".sentence.accepted")).to_have_count(case.sentences)
        expect(self.page.locator("#stands-against")).to_have_count(0)
        self._press("a")
        self.page.wait_for_url("**/filing**")
        self._kit(case)

    def _wrong(self, case: Worked, facts: Mapping[str, Any], own: Sequence[str], seen: set[str], *, first: bool) -> Iterator[str]:
        """What the paper says otherwise than a sentence of these facts. Spots that do not show by themselves are asked for by number."""
        spots = [(number, place) for number in own if (place := _spot(facts, number)) is not None]
        on_pages = [spot for spot in spots if spot[1].get("box")]
        shown = (on_pages or spots)[:1]
        for _, place in shown if not first or on_pages else ():
            yield from self._looked_at(case, facts, place, seen)
        for number, place in spots:
            if _name(place) not in case.exhibits and number in own[:9]:
                self._press(KEYS_OF_A_LETTER[own.index(number)])
                yield from self._looked_at(case, facts, place, seen)

    def _looked_at(self, case: Worked, facts: Mapping[str, Any], place: Mapping[str, str], seen: set[str]) -> Iterator[str]:
        """Waits until the exhibit is before one's eyes, and reads what stands at the spots that are marked on it."""
        case.exhibits.add(_name(place))
        if place.get("rows"):
            row = self.page.locator("#exhibit-view tr.cited")
            expect(row).to_be_visible()
            return
        address = f"/api/v1/documents/{place['document']}/pages/{place['page']}"
        picture = self.page.locator(f'#exhibit-view .pv-picture[src^="{address}.webp"]')
        expect(picture).to_be_visible()
        picture.evaluate("(image) => image.decode()")
        expect(self.page.locator("#exhibit-view [data-box].lit")).to_have_count(1 if place.get("box") else 0)
        words = self._words_of(f"{address}/words")
        for number in self.page.evaluate(DRAWN):
            fact = facts[number]
            spot = _spot(facts, number)
            if spot is None or not spot.get("box") or spot.get("page") != place["page"] or _name(spot) + spot["box"] in seen:
                continue
            seen.add(_name(spot) + spot["box"])
            case.compared += 1
            printed = under(words, [float(edge) for edge in spot["box"].split(",")])
            if not prints(printed, fact["value"]):
                yield f"{fact['label']} is given as {fact['value']}; the paper says {printed}."

    def _words_of(self, address: str) -> Sequence[Mapping[str, Any]]:
        if address not in self._words:
            begun = time.perf_counter()
            self._words[address] = self.page.request.get(address, timeout=PATIENCE).json()["words"]
            self._reading += time.perf_counter() - begun
        return self._words[address]

    def _sends_back(self, case: Worked, *, last: bool) -> None:
        """Says what is wrong with the letter, in place of approving it; that leads to the next one."""
        self._press("r")
        expect(self.page.get_by_label("What should change")).to_be_focused()
        self.page.keyboard.type(case.stopped)
        case.letters = len(case.stopped)
        for key in ("Tab", "Tab", "Enter"):
            self._case.keys += 1
            if key == "Enter":
                self._case = Worked("")
            self.page.keyboard.press(key)
        if last:
            self.page.wait_for_url("**/queue**")

    # ------------------------------------------------------------ the kit

    def _kit(self, case: Worked) -> None:
        """The packet is there, and each field of the form is copied by its number."""
        expect(self.page.get_by_role("link", name="packet.pdf")).to_be_visible(timeout=PATIENCE)
        for button in self.page.locator("[data-copy][data-key]").all():
            self._press(button.get_attribute("data-key") or "")
            text = self.page.locator(f"#{button.get_attribute('data-copy')}").text_content()
            expect(self.page.locator(".kit-field.copied")).to_have_count(case.copied + 1)
            assert self.page.evaluate("navigator.clipboard.readText()") == text
            case.copied += 1


def _another(before: str) -> Callable[[str], bool]:
    """Addresses of letters but for the one that was open before."""
    return lambda address: address != before and "/draft" in address


def _spot(facts: Mapping[str, Any], number: str) -> Mapping[str, str] | None:
    """The spot that a fact is shown at: its own on a page, else its own, else the first of a fact that it rests on."""
    fact = facts.get(number)
    if fact is None:
        return None
    places: list[Mapping[str, str]] = fact["places"]
    own = next((place for place in places if place.get("page")), places[0] if places else None)
    below = (_spot(facts, one) for one in fact["below"])
    return own or next((spot for spot in below if spot is not None), None)


def _name(place: Mapping[str, str]) -> str:
    return place.get("rows") or f"{place['document']}/{place['page']}"
