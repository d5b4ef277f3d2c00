// Objects are written and read by the ORM itself as well; while this is above zero nobody else can be running.
let quiet = 0;

/** Runs `work`, which is the ORM's own reading and writing of objects, without noting what it touches. */
export function quietly<T>(work: () => T): T {
  quiet++;
  try {
    return work();
  } finally {
    quiet--;
  }
}

/** Whether it is the ORM that reads and writes objects now. */
export function isQuiet(): boolean {
  return quiet > 0;
}
