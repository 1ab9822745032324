"""Bands of a scanned page on which print is lighter than its ground: turned round, so that they read like the rest."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from extractors.bitmap import Bitmap, Pixels

WORKING_DPI: Final = 75
DARK: Final = 0.55
"""Ground is dark where it has less than this share of the brightness of the paper."""
SOLID_INCHES: Final = 0.08
"""No stroke of dark print is as thick as that both ways."""
LETTER_INCHES: Final = 0.3
"""Light letters within a band are closed over where they are no larger."""
LEAST_INCHES: Final = (0.8, 0.13)
LARGEST_SHARE: Final = 0.35
"""A darker part is no band of a page, but what the page lies on."""
GROUND: Final = 0.6
"""Dark print covers less of the place it takes."""
PRINT: Final = (0.01, 0.4)
"""How much of a band its light print covers."""
EDGE: Final = 5
"""Pixels at the working resolution in which a band passes into the paper around it."""
LIGHTER: Final = 70
WHITE: Final = 250


def turned_round(pixels: Pixels, dpi: float) -> Pixels | None:
    """The page with dark print on white where it had light print on a dark band; None where it has no such band."""
    grey = Bitmap(pixels, dpi).grey()
    scale = min(1.0, WORKING_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    bands = _bands(np.asarray(small, dtype=np.uint8), dpi * scale)
    if not bands:
        return None
    turned = pixels.copy()
    for band, ground in bands:
        mask = cv2.resize(band, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR) > 127
        lifted = (grey[mask].astype(np.float32) - ground) * (WHITE / max(LIGHTER, WHITE - ground))
        light = np.clip(WHITE - np.maximum(lifted, 0), 0, WHITE).astype(np.uint8)
        turned[mask] = light[:, None] if turned.ndim == 3 else light
    return turned


def _bands(grey: Pixels, dpi: float) -> list[tuple[Pixels, float]]:
    """Each band as a mask over the page, with the brightness of its ground."""
    paper = float(np.percentile(grey, 80))
    dark = (grey < DARK * paper).astype(np.uint8) * 255
    solid, letter = max(3, round(SOLID_INCHES * dpi)), max(5, round(LETTER_INCHES * dpi) | 1)
    core = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((solid, solid), np.uint8))
    if not core.any():
        return []
    room = cv2.copyMakeBorder(core, letter, letter, letter, letter, cv2.BORDER_CONSTANT)
    joined = cv2.morphologyEx(room, cv2.MORPH_CLOSE, np.ones((letter, letter), np.uint8))[letter:-letter, letter:-letter]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    found = []
    for index in range(1, count):
        _, _, width, height, area = (int(v) for v in stats[index])
        if width < LEAST_INCHES[0] * dpi or height < LEAST_INCHES[1] * dpi or area > LARGEST_SHARE * grey.size:
            continue
        inside = labels == index
        within = cv2.erode(inside.astype(np.uint8), np.ones((EDGE, EDGE), np.uint8)) > 0
        if not within.any():
            continue
        values = grey[within]
        ground = float(np.median(values))
        print_share = float(np.mean(values > ground + LIGHTER))
        if float(np.mean(dark[within] > 0)) > GROUND and PRINT[0] < print_share < PRINT[1]:
            found.append((np.asarray(inside, dtype=np.uint8) * 255, ground))
    return found
