// Elements that stand in rows, and which one an arrow leads to.

/** The one of `all` that is next to `from`; nothing at an edge. */
export function neighbour(all, from, arrow) {
  const place = all.indexOf(from);
  if (arrow === "ArrowRight") return all[place + 1];
  if (arrow === "ArrowLeft") return all[place - 1];
  const others = arrow === "ArrowDown" ? all.slice(place + 1) : all.slice(0, place).reverse();
  const row = others.find((one) => one.offsetTop !== from.offsetTop)?.offsetTop;
  const inRow = others.filter((one) => one.offsetTop === row);
  const distance = (one) => Math.abs(one.offsetLeft - from.offsetLeft);
  return inRow.sort((a, b) => distance(a) - distance(b))[0];
}
