import type { CommonPath } from './common-path.ts';
import { within } from './within.ts';
import type { World } from './world.ts';

/** How many statements a path sends in a world, from the rows that every scenario starts from; NaN when it breaks. */
export async function countStatements({ prepare }: CommonPath, world: World): Promise<number> {
  try {
    await world.reset();
    const work = await within(10_000, () => prepare(world, world.unit()));
    return (await world.tap.sentBy(() => within(10_000, work))).length;
  } catch {
    return Number.NaN;
  }
}
