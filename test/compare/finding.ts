import type { World } from './world.ts';

/** A law of the design: what Selfsame promises. */
export type Law =
  | `I${1 | 2 | 3 | 4 | 5}`
  | `R${1 | 2 | 3 | 4}`
  | `V${1 | 2 | 3 | 4}`
  | `T${1 | 2 | 3 | 4 | 5}`
  | `C${1 | 2 | 3}`
  | `G${1 | 2 | 3 | 4}`;

/** Something that was found to be untrue in MikroORM, as code that runs in either world. */
export interface Finding {
  /** Where it was written down: M1 to M17, or a section of the notes on MikroORM. */
  readonly ids: readonly string[];
  readonly law: Law;
  /** What the application does, in a line. */
  readonly title: string;
  /** Does it. Throws a Lie when what comes out breaks the law; any other error means that the scenario broke. */
  readonly run: (world: World) => Promise<void>;
}
