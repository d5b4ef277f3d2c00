import { element, lines, type Markup } from './markup.ts';
import { MARGIN } from './plan.ts';

const entries = [
  ['read', 'read'],
  ['write', 'write'],
  ['commit', 'commit'],
  ['error', '✗ error'],
  ['waiting', 'waits for a lock'],
  ['rw', 'rw: did not see the other’s change'],
  ['ww', 'ww: overwrote it'],
  ['wr', 'wr: saw it'],
] as const;

/** The height of the legend with its two lines. */
export const LEGEND = 48;

/** What the colours mean, and the words with which the schedule is run again. */
export function legend(y: number, schedule: readonly string[]): Markup {
  let x = MARGIN;
  const drawn = entries.map(([type, meaning]) => {
    const entry = element(
      'g',
      { class: type },
      element('rect', {
        class: type === 'waiting' ? 'hatch' : 'tone',
        x,
        y: y + 2,
        width: 12,
        height: 12,
        rx: 3,
      }),
      element('text', { class: 'small muted', x: x + 18, y: y + 12 }, meaning),
    );
    x += 42 + meaning.length * 6.2;
    return entry;
  });
  const replay = element('text', { class: 'mono', x: MARGIN, y: y + 40 }, `replay: '${schedule.join(' ')}'`);
  return lines(...drawn, replay);
}
