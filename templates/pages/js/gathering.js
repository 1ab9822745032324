// Proposed papers: the part of the page around what agrees is cut out beside the comparison.
import { cut } from "./evidence.js";

function draw() {
  for (const frame of document.querySelectorAll("[data-crop]:empty")) {
    const { document: paper, page } = frame.dataset;
    cut(frame, frame.dataset, `/api/v1/documents/${paper}/pages/${page}.webp?dpi=144`);
  }
}

document.addEventListener("recoup:renewed", draw);
draw();
