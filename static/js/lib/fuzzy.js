// How well a name fits what was typed: its beginning, a word's beginning, a part of it, its letters in order.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function hasInOrder(name, typed) {
  let at = -1;
  return [...typed].every((letter) => (at = name.indexOf(letter, at + 1)) >= 0);
}

/** 0 is best; Infinity does not fit at all. */
function distance(name, typed) {
  if (name.startsWith(typed)) return 0;
  if (name.split(/[\s._-]+/).some((word) => word.startsWith(typed))) return 1;
  if (name.includes(typed)) return 2;
  return hasInOrder(name, typed.replace(/\s/g, "")) ? 3 : Infinity;
}

/** Those of `items` that fit, the best first; `names(item)` are what it is called. Equals keep their order. */
export function rank(items, typed, names) {
  const wanted = plain(typed.trim());
  const rated = items.map((item) => [Math.min(...names(item).map((name) => distance(plain(name), wanted))), item]);
  return rated.filter(([far]) => far < Infinity).sort(([one], [other]) => one - other).map(([, item]) => item);
}
