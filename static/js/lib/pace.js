// When to ask again, in milliseconds.

const SLOWEST = 30_000;

/** Not all at the same moment after an outage. */
export const withJitter = (delay, share = 0.15) => delay * (1 - share + 2 * share * Math.random());

export const backoff = (failures) => withJitter(Math.min(SLOWEST, 500 * 2 ** failures), 0.3);
