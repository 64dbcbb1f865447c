// The language of the page, as this browser speaks it: the times of a page in English are the reader's own.

const { lang } = document.documentElement;
const [tongue] = lang.split("-");

export const locale = navigator.languages.find((one) => one.toLowerCase().split("-")[0] === tongue) ?? lang;

const plural = new Intl.PluralRules(locale);

/** `count` in words that stand in the page, in the attributes data-<name>-one and data-<name>. */
export function counted(element, name, count, shown = count) {
  const words = (plural.select(count) === "one" && element.getAttribute(`data-${name}-one`)) || element.getAttribute(`data-${name}`);
  return words.replace("%s", shown);
}
