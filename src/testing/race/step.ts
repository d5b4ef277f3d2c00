import { answered } from './run/answered.ts';
import { currentPlace } from './run/gate.ts';
import { newCall, parked } from './run/parking.ts';
import { shape } from './statement/shape.ts';

/**
 * Marks a place outside SQL where other operations may run: before a call to a payment provider, after a cache was read.
 *
 * In a race the search orders it like a statement that may affect anything. Outside a race it does nothing,
 * so that it can stay in the code.
 *
 * @example
 * await em.flush();
 * await step('flushed');
 */
export async function step(name: string): Promise<void> {
  const place = currentPlace();
  if (place?.run.state !== 'going on') return;
  const { run, operation } = place;
  const call = newCall(run, {
    operation,
    connection: undefined,
    sql: name,
    shape: shape('step', { universal: true }),
  });
  await parked(run, call);
  answered(run, call, {});
}
