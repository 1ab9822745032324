"""Setting a picture straight: only what a page calls for, and always with the way back."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from extractors.bitmap import Bitmap, Pixels, without_needless_colour
from extractors.dark_bands import turned_round
from extractors.page import Warp
from extractors.preprocess import (
    even_light,
    for_recognition,
    is_bilevel,
    light_varies,
    sheet_corners,
    skew,
    straightened,
    streak_gains,
)
from facts.evidence import Box
from tests.pages.papers_made import drawn, photographed

PAGE = np.asarray(drawn(dpi=150))


@settings(max_examples=12)
@given(st.floats(-9, 9))
def test_the_skew_of_a_page_is_measured(angle: float) -> None:
    height, width = PAGE.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    page = cv2.warpAffine(PAGE, turn, (width, height), borderValue=(255,))
    assert skew(Bitmap(np.asarray(page, np.uint8), 150)) == pytest.approx(-angle, abs=0.25)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_a_sheet_on_a_table_is_found_by_its_corners(seed: int) -> None:
    photo, there = photographed(drawn(dpi=100), seed)
    corners = sheet_corners(photo)
    assert corners is not None
    height, width = 1100, 850
    truth = there @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]])
    assert np.abs(corners - (truth[:2] / truth[2]).T).max() < 9


def test_a_page_that_fills_the_picture_is_not_cut() -> None:
    assert sheet_corners(PAGE) is None
    shaded = (PAGE * np.linspace(1, 0.6, PAGE.shape[1])[None, :]).astype(np.uint8)
    assert sheet_corners(shaded) is None


def test_the_way_back_leads_to_where_the_print_was() -> None:
    photo, there = photographed(drawn(dpi=100), 7)
    seen = Bitmap(photo, 100)
    straight = straightened(seen)
    warp = straight.warp(seen)
    assert warp is not None
    assert "flattened" in straight.steps
    back = np.array(warp.matrix).reshape(3, 3)
    points = straight.bitmap.points
    middle = np.array([straight.bitmap.width / 2 * points, straight.bitmap.height / 2 * points, 1])
    x, y, z = back @ middle
    wanted = there @ np.array([425, 550, 1.0])
    assert np.hypot(x / z - wanted[0] / wanted[2] * 0.72, y / z - wanted[1] / wanted[2] * 0.72) < 12


@pytest.mark.parametrize("stated", [72, 96, 300])
def test_how_large_a_photographed_sheet_is_does_not_hang_on_what_its_file_states(stated: float) -> None:
    photo, _ = photographed(drawn(dpi=100), 7)
    page = straightened(Bitmap(photo, stated)).bitmap
    assert page.height * page.points == pytest.approx(792, rel=0.07)
    assert page.width * page.points == pytest.approx(612, rel=0.07)


def test_a_page_longer_than_any_printer_takes_is_a_usual_page_and_a_small_slip_stays_small() -> None:
    seen = Bitmap(PAGE, 40)
    straight = straightened(seen)
    assert straight.bitmap.height * straight.bitmap.points == pytest.approx(792)
    warp = straight.warp(seen)
    assert warp is not None
    assert warp.point(612, 792) == pytest.approx((PAGE.shape[1] * 72 / 40, PAGE.shape[0] * 72 / 40), rel=0.01)
    assert straightened(Bitmap(PAGE, 300)).bitmap.dpi == 300


def _with_band(words: str, *, ground: int = 60, colour: bool = False) -> Pixels:
    band = Image.new("L", (PAGE.shape[1], 130), ground)
    ImageDraw.Draw(band).text((120, 40), words, fill=250, font=ImageFont.load_default(34))
    page = PAGE.copy()
    page[:130] = np.asarray(band)
    return np.dstack([page, page, np.maximum(page, 90)]) if colour else page


@pytest.mark.parametrize("colour", [False, True])
def test_light_print_on_a_dark_band_is_turned_round_and_the_band_is_not_cut_off(colour: bool) -> None:
    straight = straightened(Bitmap(_with_band("PROOF OF DELIVERY", colour=colour), 150))
    assert straight.steps == ("dark bands turned round",)
    grey = straight.bitmap.grey()
    assert np.median(grey[10:120]) > 235
    assert (grey[40:80, 120:420] < 60).mean() > 0.1
    assert np.array_equal(grey[160:], Bitmap(_with_band("PROOF OF DELIVERY", colour=colour), 150).grey()[160:])


def test_a_dark_rim_without_print_is_no_band() -> None:
    assert turned_round(_with_band(""), 150) is None
    assert turned_round(PAGE, 150) is None


def test_a_level_even_page_is_left_alone() -> None:
    straight = straightened(Bitmap(PAGE, 150))
    assert straight.steps == ()
    assert straight.warp(Bitmap(PAGE, 150)) is None
    assert straight.bitmap.pixels is PAGE


def test_shadow_is_divided_out_and_print_stays() -> None:
    shaded = (PAGE * np.linspace(1, 0.45, PAGE.shape[1])[None, :]).astype(np.uint8)
    assert light_varies(shaded)
    even = even_light(shaded)
    assert not light_varies(even)
    assert even.min() < 90


def test_streaks_are_told_from_print_and_from_rulings() -> None:
    ruled = PAGE.copy()
    ruled[200:1200, 300:303] = 0
    assert streak_gains(ruled) is None
    streaked = PAGE.copy()
    streaked[:, 400:412] = (streaked[:, 400:412] * 0.5).astype(np.uint8)
    streaked[:, 700:705] = (streaked[:, 700:705] * 0.4).astype(np.uint8)
    gains = streak_gains(streaked)
    assert gains is not None
    assert gains[405] > 1.8
    assert gains[100] == pytest.approx(1.0)


def test_fax_and_fine_scans_are_not_enlarged() -> None:
    assert is_bilevel(PAGE)
    assert for_recognition(Bitmap(PAGE, 150)).dpi == 150
    grey = (PAGE * 0.6 + 60).astype(np.uint8)
    assert for_recognition(Bitmap(grey, 150)).dpi == 225
    assert for_recognition(Bitmap(grey, 300)).pixels is grey


def test_a_tint_all_over_is_no_colour_and_a_stamp_is() -> None:
    tinted = np.dstack([PAGE, (PAGE * 0.9).astype(np.uint8), (PAGE * 0.8).astype(np.uint8)])
    assert without_needless_colour(tinted).ndim == 2
    tinted[600:680, 600:800] = (170, 30, 30)
    assert without_needless_colour(tinted).ndim == 3


@given(st.floats(0, 500), st.floats(0, 700), st.floats(1, 100), st.floats(1, 30))
def test_a_box_on_a_warped_page_holds_all_its_corners(x: float, y: float, width: float, height: float) -> None:
    warp = Warp((0.98, 0.05, 12.0, -0.04, 1.01, 7.0, 0.00005, -0.00003, 1.0))
    box = warp.box(Box(x, y, x + width, y + height))
    for corner in ((x, y), (x + width, y), (x, y + height), (x + width, y + height)):
        px, py = warp.point(*corner)
        assert box.x0 - 1e-6 <= px <= box.x1 + 1e-6
        assert box.top - 1e-6 <= py <= box.bottom + 1e-6
