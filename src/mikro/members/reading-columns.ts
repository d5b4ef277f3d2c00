// Rows are hydrated at once, one inside the other when they were joined.
let read: object | undefined;

/** Runs `hydrate`, which puts what was read of a row into `object` and nothing into what it is related to. */
export function readingColumns(object: object, hydrate: () => void): void {
  const outer = read;
  read = object;
  try {
    hydrate();
  } finally {
    read = outer;
  }
}

/** The object whose row is being put into memory. */
export function beingRead(): object | undefined {
  return read;
}
