// The table of emoji, fetched when it is first needed: {group: ["sign name other_name", …]}.

const form = document.getElementById("composer");
let table = null;

const read = (line) => {
  const [sign, ...names] = line.split(" ");
  return { sign, name: names[0], names };
};

/** Group → [{sign, name, names}]. Rejects when it can't be had. */
export async function groups() {
  table ??= fetch(form.dataset.emoji)
    .then((answer) => answer.json())
    .then((all) => new Map(Object.entries(all).map(([group, lines]) => [group, lines.map(read)])));
  try {
    return await table;
  } catch (error) {
    table = null;
    throw error;
  }
}

function rank(names, text) {
  const ranks = names.map((name) => (name === text ? 0 : name.startsWith(text) ? 1 : name.includes(`_${text}`) ? 2 : 3));
  return Math.min(...ranks);
}

/** At most `most` whose name begins with `text`, then those with a word that does. */
export async function search(text, most) {
  const all = [...(await groups()).values()].flat();
  const found = all.map((one) => ({ ...one, rank: rank(one.names, text) })).filter((one) => one.rank < 3);
  const named = found.map((one) => ({ ...one, name: one.names.find((name) => rank([name], text) === one.rank) }));
  return named.sort((a, b) => a.rank - b.rank || a.name.length - b.name.length).slice(0, most);
}
