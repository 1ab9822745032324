// Pointing at a page of a paper: at boxes by pointer or keys, at words by click or drag. For page-view.js.

/** Boxes tell when pointer or focus comes over them and when they are chosen; arrows lead from box to box. */
export function listenToBoxes(view) {
  const key = (event) => event.target.closest?.("[data-box]")?.dataset.box ?? null;
  let resting = "";
  let told = null;
  const tell = (over) => {
    told = over;
    view.tell("over", { key: over });
  };
  const point = (event) => {
    const at = `${event.clientX} ${event.clientY}`;
    if (at === resting) return; // the page moved on under a pointer that rests: nobody points at what came under it
    resting = at;
    if (event.type === "pointerover" || key(event) !== told) tell(key(event));
  };
  view.overlay.addEventListener("pointerover", point);
  view.overlay.addEventListener("pointermove", point);
  view.overlay.addEventListener("pointerleave", () => tell(null));
  view.overlay.addEventListener("focusin", (event) => tell(key(event)));
  view.overlay.addEventListener("focusout", () => tell(null));
  view.overlay.addEventListener("keydown", (event) => {
    const all = [...view.overlay.querySelectorAll("[data-box]")].sort((a, b) => a.y.baseVal.value - b.y.baseVal.value || a.x.baseVal.value - b.x.baseVal.value);
    const at = all.indexOf(event.target);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by && at >= 0) {
      event.preventDefault();
      const next = all[(at + by + all.length) % all.length];
      for (const rect of all) rect.setAttribute("tabindex", rect === next ? "0" : "-1");
      next.focus({ preventScroll: true });
      const box = view.boxes.find((one) => one.key === next.dataset.box);
      if (box) view.bring(box.box);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      view.tell("choose", { key: event.target.dataset.box });
    }
  });
}

/** A drag moves the page; while words are picked, a click or a drag tells those it touches. */
export function listenToPointer(view) {
  let begun = null;
  view.scroll.addEventListener("pointerdown", async (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const picks = view.picking !== null && !event.altKey;
    if (view.picking !== null) event.preventDefault(); // the field keeps the focus
    const edge = view.scroll.getBoundingClientRect();
    if (event.clientX - edge.left > view.scroll.clientWidth || event.clientY - edge.top > view.scroll.clientHeight) return;
    begun = { x: event.clientX, y: event.clientY, left: view.scroll.scrollLeft, top: view.scroll.scrollTop, from: view.toPage(event), picks, box: event.target.closest?.("[data-box]")?.dataset.box, moved: false };
    view.scroll.setPointerCapture(event.pointerId);
    if (picks) begun.words = await view.wordsOf(view.page);
  });
  view.scroll.addEventListener("pointermove", async (event) => {
    if (begun === null) {
      if (view.picking !== null && event.pointerType === "mouse") view.mark(under(await view.wordsOf(view.page), view.toPage(event)));
      return;
    }
    begun.moved ||= Math.hypot(event.clientX - begun.x, event.clientY - begun.y) > 4;
    if (!begun.moved) return;
    if (begun.picks) {
      if (begun.words) view.mark(between(begun.words, begun.from, view.toPage(event)));
    } else {
      view.scroll.classList.add("pv-panning");
      view.scroll.scrollTo(begun.left + begun.x - event.clientX, begun.top + begun.y - event.clientY);
    }
  });
  const end = async (event) => {
    const drag = begun;
    begun = null;
    view.scroll.classList.remove("pv-panning");
    const touched = event.pointerType === "touch" && event.type === "pointerup" && view.picking !== null;
    if (drag === null && !touched) return;
    if (view.picking !== null && (touched || drag.picks)) {
      const words = drag?.words || (await view.wordsOf(view.page));
      const to = view.toPage(event);
      const chosen = drag?.moved ? between(words, drag.from, to) : under(words, to);
      view.mark(chosen);
      if (chosen.length) {
        view.tell("words", { text: chosen.map((word) => word.text).join(" "), page: view.page, box: around(chosen), more: event.shiftKey });
        return;
      }
    }
    if (drag && !drag.moved && drag.box) view.tell("choose", { key: drag.box });
  };
  view.scroll.addEventListener("pointerup", end);
  view.scroll.addEventListener("pointercancel", () => {
    begun = null;
  });
  view.overlay.addEventListener("click", (event) => {
    // a tap, which no pointer was captured for
    const box = event.target.closest("[data-box]");
    if (box && event.pointerType === "touch" && view.picking === null) view.tell("choose", { key: box.dataset.box });
  });
}

/** The word under a point. */
function under(words, [x, y]) {
  const hit = words.find(({ box }) => x >= box[0] - 1.5 && x <= box[2] + 1.5 && y >= box[1] - 1.5 && y <= box[3] + 1.5);
  return hit ? [hit] : [];
}

/** The words that a frame drawn between two points touches, in reading order. */
function between(words, from, to) {
  const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
  const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  return words.filter(({ box }) => {
    const middle = (box[1] + box[3]) / 2;
    const tall = box[3] - box[1];
    return box[2] >= left && box[0] <= right && middle >= top - tall * 0.6 && middle <= bottom + tall * 0.6;
  });
}

/** The box around words. */
function around(words) {
  const edge = (place, choose) => choose(...words.map((word) => word.box[place]));
  return [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)].map((value) => Math.round(value * 10) / 10);
}
