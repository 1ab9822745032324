// Words in the reader's language, as the page brought them.
const words = JSON.parse(document.body.dataset.words || "{}");

/** The text in the reader's language, with {names} filled in. */
export function t(english, values = {}) {
  return (words[english] ?? english).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
