export const rows = 8;
export const seatsPerRow = 12;

/**
 * Seats of a show that are sold when the box office opens: groups of neighbours, most of them in the middle
 * of the room. The same for the same seed.
 */
export function soldSeats(seed: number): number[] {
  const random = pseudoRandom(seed);
  const groups = 2 + Math.floor(random() * 12);
  return [...new Set(Array.from({ length: groups }, () => group(random)).flat())];
}

function group(random: () => number): number[] {
  const size = 1 + Math.floor(random() * 4);
  const row = Math.floor(middle(random) * rows);
  const first = Math.floor(middle(random) * (seatsPerRow - size + 1));
  return Array.from({ length: size }, (_, index) => row * seatsPerRow + first + index + 1);
}

/** Between 0 and 1, more often near a half. */
function middle(random: () => number): number {
  return (random() + random()) / 2;
}

/** The generator known as mulberry32. */
function pseudoRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
