// A page of a paper as a picture with boxes on it, for every screen that shows papers.
//
// const view = new PageView(element)                               what the server drew there (templates/pages/_page_view.html.j2)
// const view = new PageView(element, {document: 12, page: 3, boxes})  an empty element: drawn first; `await view.ready`
// boxes: [{key, page, box: [left, top, right, bottom] in points, label, tone: "sure|review|corrected|cited"}]
//
// view.show(page) · view.setBoxes(boxes) · view.light(key | null, {scroll}) · view.pick(hint | null) · view.open({document, page, boxes})
// Events on the element: `page-view:page` {page} · `page-view:over` {key | null} (pointer or focus on a box) ·
// `page-view:choose` {key} (click or Enter on a box) · `page-view:words` {text, page, box, more} (words pointed at while picking)
import { listenToBoxes, listenToPointer } from "./page-pointing.js";
import { toast } from "./toast.js";
import { Refused, write } from "./write.js";

const SVG = "http://www.w3.org/2000/svg";
const INCH = 96 / 72;
const SHARP = 1.35;
const AROUND = 2; // points between what is printed and its frame
const APART = 5; // pixels on the screen between a cited spot and its frame, at least
const MANNER = "page-view";
const STEPS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];

const kept = (name) => JSON.parse(sessionStorage.getItem(name) || "{}");
const number = (entry) => ({ number: entry[0], width: entry[1], height: entry[2], turned: entry[3] });

export class PageView {
  constructor(element, { document: id = null, page = 1, boxes = null } = {}) {
    this.element = element;
    this.words = new Map();
    this.lit = null;
    this.picking = null;
    if (id !== null) this.ready = this.open({ document: id, page, boxes: boxes || [] });
    else {
      this.begin();
      if (boxes) this.setBoxes(boxes);
      this.ready = Promise.resolve(this);
    }
  }

  /** Shows another document in the same place. */
  async open({ document: id, page = 1, boxes = [] }) {
    const framed = boxes.map((box, place) => (Array.isArray(box) ? { key: `cited-${place}`, page, box, label: "", tone: "cited" } : box));
    const answer = await fetch(`/documents/${id}/view?page=${page}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return this;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-page-view]");
    if (!drawn) {
      this.element.replaceChildren();
      return this;
    }
    drawn.id = this.element.id || drawn.id;
    this.watch?.disconnect();
    this.sized?.disconnect();
    this.element.replaceWith(drawn);
    this.element = drawn;
    this.words.clear();
    this.begin();
    this.setBoxes(framed);
    if (framed.length) this.light(framed[0].key, { scroll: true });
    return this;
  }

  begin() {
    const told = JSON.parse(this.element.dataset.pageView);
    this.document = told.document;
    this.name = told.name;
    this.pages = told.pages.map(number);
    this.page = told.page;
    this.boxes = told.boxes;
    this.scroll = this.element.querySelector("[data-pv-scroll]");
    this.sheet = this.element.querySelector(".pv-sheet");
    this.leaf = this.element.querySelector(".pv-leaf");
    this.picture = this.element.querySelector(".pv-picture");
    this.overlay = this.element.querySelector(".pv-boxes");
    this.strip = this.element.querySelector("[data-pv-strip]");
    this.hint = this.element.querySelector("[data-pv-hint]");
    const manner = kept(MANNER);
    this.zoom = manner.zoom ?? "width";
    this.hidden = manner.hidden ?? false;
    this.turn = kept(`${MANNER}:${this.document}`).turn ?? 0;
    this.listen();
    this.lay();
    this.paintManner();
    this.lazily();
    this.keepNear();
  }

  get at() {
    return this.pages.find((page) => page.number === this.page) || this.pages[0];
  }

  address(page, dpi) {
    return `/api/v1/documents/${this.document}/pages/${page.number}.webp?dpi=${dpi}&turn=${page.turned}`;
  }

  // ---------------------------------------------------------------- which page

  show(page) {
    const wanted = this.pages.find((one) => one.number === Number(page));
    if (!wanted || wanted.number === this.page) return;
    this.page = wanted.number;
    this.picture.width = Math.round(wanted.width * 2);
    this.picture.height = Math.round(wanted.height * 2);
    this.picture.src = this.address(wanted, 144);
    const said = this.element.dataset.of.replace("{page}", wanted.number).replace("{count}", this.pages.length).replace("{name}", this.name);
    this.picture.alt = said;
    this.scroll.setAttribute("aria-label", said);
    this.overlay.setAttribute("viewBox", `0 0 ${wanted.width} ${wanted.height}`);
    this.lay();
    this.draw();
    this.scroll.scrollTo(0, 0);
    const field = this.element.querySelector("[data-pv-number]");
    if (field) field.value = wanted.number;
    for (const button of this.strip?.querySelectorAll("[data-pv-page]") || []) {
      const here = Number(button.dataset.pvPage) === wanted.number;
      button.toggleAttribute("aria-current", here);
      if (here) {
        button.setAttribute("aria-current", "true");
        this.stripTo(button);
      }
    }
    this.keepNear();
    if (this.picking !== null) this.wordsOf(this.page);
    this.tell("page", { page: wanted.number });
  }

  /** The pages beside are fetched, so that leafing waits for nothing. */
  keepNear() {
    const place = this.pages.indexOf(this.at);
    const near = () => {
      for (const beside of [this.pages[place + 1], this.pages[place - 1]]) if (beside) new Image().src = this.address(beside, 144);
    };
    const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(near, { timeout: 1500 }) : setTimeout(near, 300));
    if (this.picture.complete) soon();
    else this.picture.addEventListener("load", soon, { once: true });
  }

  /** Small pictures are fetched when they come into view. */
  lazily() {
    if (!this.strip) return;
    this.watch = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          entry.target.src = entry.target.dataset.src;
          this.watch.unobserve(entry.target);
        }
      },
      { root: this.strip, rootMargin: "120px" },
    );
    for (const picture of this.strip.querySelectorAll("img[data-src]")) this.watch.observe(picture);
    const here = this.strip.querySelector("[aria-current]");
    if (here) this.stripTo(here);
  }

  stripTo(button) {
    const line = button.closest("li");
    this.strip.scrollTop = line.offsetTop - (this.strip.clientHeight - line.offsetHeight) / 2;
  }

  // ---------------------------------------------------------------- size and turn

  /** Lays the sheet out at its size and turn. */
  lay() {
    const across = this.turn % 180 !== 0;
    const { width, height } = this.at;
    const [wide, high] = across ? [height, width] : [width, height];
    const room = [this.scroll.clientWidth - 24, this.scroll.clientHeight - 24];
    const fits = { width: room[0] / (wide * INCH), whole: Math.min(room[0] / (wide * INCH), room[1] / (high * INCH)) };
    this.scale = Math.max(0.05, fits[this.zoom] ?? this.zoom);
    const [x, y] = [wide * INCH * this.scale, high * INCH * this.scale];
    this.sheet.style.width = `${x}px`;
    this.sheet.style.height = `${y}px`;
    const [w, h] = across ? [y, x] : [x, y];
    this.leaf.style.width = `${w}px`;
    this.leaf.style.height = `${h}px`;
    const moves = { 0: "", 90: `translateX(${x}px) rotate(90deg)`, 180: `translate(${x}px, ${y}px) rotate(180deg)`, 270: `translateY(${y}px) rotate(270deg)` };
    this.leaf.style.transform = moves[this.turn];
    this.element.querySelector("[data-pv-scale]").textContent = `${Math.round(this.scale * 100)} %`;
    this.frame();
    if (this.scale * (window.devicePixelRatio || 1) > SHARP * 1.5) this.sharpen();
  }

  /** A larger picture once the page is shown larger than the first one is sharp. */
  sharpen() {
    const wanted = this.address(this.at, 216);
    if (this.picture.src.endsWith(wanted)) return;
    const better = new Image();
    const page = this.page;
    better.addEventListener("load", () => {
      if (this.page === page) this.picture.src = wanted;
    });
    better.src = wanted;
  }

  setZoom(zoom, about = null) {
    const before = this.scale;
    const box = this.scroll.getBoundingClientRect();
    const point = about ? [about.x - box.left, about.y - box.top] : [box.width / 2, box.height / 2];
    const was = [this.scroll.scrollLeft + point[0], this.scroll.scrollTop + point[1]];
    this.zoom = zoom;
    this.lay();
    const grown = this.scale / before;
    this.scroll.scrollTo(was[0] * grown - point[0], was[1] * grown - point[1]);
    this.keepManner();
  }

  step(by, about = null) {
    const larger = STEPS.find((step) => step > this.scale + 0.01) ?? STEPS.at(-1);
    const smaller = STEPS.findLast((step) => step < this.scale - 0.01) ?? STEPS[0];
    this.setZoom(by > 0 ? larger : smaller, about);
  }

  rotate() {
    this.turn = (this.turn + 90) % 360;
    this.lay();
    sessionStorage.setItem(`${MANNER}:${this.document}`, JSON.stringify({ turn: this.turn }));
    if (this.lit) this.light(this.lit, { scroll: true });
  }

  keepManner() {
    sessionStorage.setItem(MANNER, JSON.stringify({ zoom: this.zoom, hidden: this.hidden }));
    this.paintManner();
  }

  paintManner() {
    this.element.classList.toggle("pv-hidden", this.hidden);
    const pressed = { width: this.zoom === "width", whole: this.zoom === "whole", boxes: !this.hidden };
    for (const [name, on] of Object.entries(pressed)) this.element.querySelector(`[data-pv="${name}"]`)?.setAttribute("aria-pressed", String(on));
  }

  showBoxes(on) {
    this.hidden = !on;
    this.keepManner();
  }

  async dim(button) {
    const on = document.documentElement.toggleAttribute("data-dim-pages");
    button.setAttribute("aria-pressed", String(on));
    try {
      await write("PATCH /api/v1/me/preferences", { dim_pages: on }, { keepalive: true });
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      toast(refused.message, { bad: true }); // dimmed it is all the same, on this page
    }
  }

  // ---------------------------------------------------------------- boxes

  setBoxes(boxes) {
    this.boxes = boxes;
    this.draw();
  }

  draw() {
    const own = this.boxes.filter((box) => box.page === this.page);
    const drawn = own.map((box, place) => {
      const rect = document.createElementNS(SVG, "rect");
      const told = { rx: 2, role: "button", tabindex: place ? -1 : 0, "aria-label": box.label };
      for (const [name, value] of Object.entries(told)) rect.setAttribute(name, value);
      rect.dataset.box = box.key;
      rect.classList.add("pv-box", `pv-${box.tone || "sure"}`);
      return rect;
    });
    this.overlay.replaceChildren(...drawn);
    this.frame();
    this.paintLit();
  }

  /** Puts the frames around what is printed; a cited spot keeps its distance on the screen, so that a small page does not hide it. */
  frame() {
    const known = new Map(this.boxes.filter((box) => box.page === this.page).map((box) => [box.key, box]));
    for (const rect of this.overlay.querySelectorAll("[data-box]")) {
      const box = known.get(rect.dataset.box);
      if (!box) continue;
      const around = box.tone === "cited" ? Math.max(AROUND, APART / (INCH * this.scale)) : AROUND;
      const [left, top, right, bottom] = box.box;
      const told = { x: left - around, y: top - around, width: right - left + 2 * around, height: bottom - top + 2 * around };
      for (const [name, value] of Object.entries(told)) rect.setAttribute(name, value);
    }
  }

  /** Highlights a box; with `scroll` its page is shown and the box brought into view. */
  light(key, { scroll = false } = {}) {
    this.lit = key;
    const box = key === null ? null : this.boxes.find((one) => one.key === key);
    if (box && scroll && box.page !== this.page) this.show(box.page);
    this.paintLit();
    if (box && scroll && box.page === this.page) this.bring(box.box);
  }

  paintLit() {
    for (const rect of this.overlay.querySelectorAll("[data-box]")) rect.classList.toggle("lit", rect.dataset.box === this.lit);
    const lit = this.overlay.querySelector(".lit");
    if (lit && lit !== this.overlay.lastElementChild && document.activeElement !== lit) this.overlay.append(lit);
  }

  /** Scrolls so that a box stands well within what is seen. */
  bring(box) {
    const point = this.toScreen([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
    const { clientWidth: wide, clientHeight: high, scrollLeft, scrollTop } = this.scroll;
    const near = (at, from, room) => at < from + room * 0.12 || at > from + room * 0.88;
    const left = near(point[0], scrollLeft, wide) ? point[0] - wide / 2 : scrollLeft;
    const top = near(point[1], scrollTop, high) ? point[1] - high / 2 : scrollTop;
    this.scroll.scrollTo({ left, top });
  }

  /** A point of the page in the pixels of what is scrolled. */
  toScreen([x, y]) {
    const unit = INCH * this.scale;
    const { width, height } = this.at;
    const turned = { 0: [x, y], 90: [height - y, x], 180: [width - x, height - y], 270: [y, width - x] }[this.turn];
    return [turned[0] * unit + this.sheet.offsetLeft, turned[1] * unit + this.sheet.offsetTop];
  }

  /** Where a pointer is, in points of the page. */
  toPage(event) {
    const box = this.sheet.getBoundingClientRect();
    const unit = INCH * this.scale;
    const [x, y] = [(event.clientX - box.left) / unit, (event.clientY - box.top) / unit];
    const { width, height } = this.at;
    return { 0: [x, y], 90: [y, height - x], 180: [width - x, height - y], 270: [width - y, x] }[this.turn];
  }

  // ---------------------------------------------------------------- pointing at words

  /** While picking, words that are clicked or dragged over are told; null ends it. */
  pick(hint) {
    this.picking = hint;
    this.element.classList.toggle("pv-picking", hint !== null);
    if (this.hint) this.hint.textContent = hint || "";
    if (hint !== null) this.wordsOf(this.page);
    else this.mark([]);
  }

  async wordsOf(page) {
    if (!this.words.has(page)) {
      const asked = fetch(`/api/v1/documents/${this.document}/pages/${page}/words`, { headers: { Accept: "application/json" } });
      this.words.set(page, asked.then((answer) => (answer.ok ? answer.json() : { words: [] })).then((told) => told.words).catch(() => []));
    }
    return this.words.get(page);
  }

  /** Draws what is pointed at. */
  mark(words) {
    this.overlay.querySelectorAll(".pv-word").forEach((rect) => rect.remove());
    for (const word of words) {
      const rect = document.createElementNS(SVG, "rect");
      const [left, top, right, bottom] = word.box;
      for (const [name, value] of Object.entries({ x: left - 0.8, y: top - 0.8, width: right - left + 1.6, height: bottom - top + 1.6 })) rect.setAttribute(name, value);
      rect.classList.add("pv-word");
      this.overlay.append(rect);
    }
  }

  listen() {
    const tools = {
      previous: () => this.show(this.page - 1),
      next: () => this.show(this.page + 1),
      smaller: () => this.step(-1),
      larger: () => this.step(1),
      width: () => this.setZoom("width"),
      whole: () => this.setZoom("whole"),
      turn: () => this.rotate(),
      boxes: () => this.showBoxes(this.hidden),
      dim: (button) => this.dim(button),
    };
    this.element.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-pv]");
      if (tool) tools[tool.dataset.pv](tool);
      const small = event.target.closest("[data-pv-page]");
      if (small) this.show(small.dataset.pvPage);
    });
    this.element.querySelector("[data-pv-number]")?.addEventListener("change", (event) => {
      this.show(event.target.value);
      event.target.value = this.page;
    });
    this.scroll.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.step(-event.deltaY, { x: event.clientX, y: event.clientY });
    }, { passive: false });
    this.sized = new ResizeObserver(() => typeof this.zoom === "string" && this.lay());
    this.sized.observe(this.scroll);
    listenToBoxes(this);
    listenToPointer(this);
  }

  tell(name, detail) {
    this.element.dispatchEvent(new CustomEvent(`page-view:${name}`, { bubbles: true, detail }));
  }
}
