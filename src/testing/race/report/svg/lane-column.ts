import type { RaceFailure } from '../../report.ts';
import { wrapped } from '../text-columns.ts';
import { endingOf } from '../timeline.ts';
import { element, lines, type Markup } from './markup.ts';
import { type Lane, LINE, type Plan } from './plan.ts';

const MOST = 2;

/** How much room the endings take below the last card. */
export function endingsHeight(failure: RaceFailure, { lanes }: Plan): number {
  return Math.max(...lanes.map(lane => endingLines(failure, lane).length)) * LINE + 16;
}

/** The column of one operation: its name, its isolation level and what it ended with. */
export function laneColumn(failure: RaceFailure, plan: Plan, lane: Lane): Markup {
  const { name, x, width } = lane;
  const tone = failure.endings[name]?.status === 'fulfilled' ? 'good' : 'bad';
  const level = plan.cards.find(({ moment }) => moment.lane === name)?.moment.step.isolation ?? '';
  const height = plan.bottom - plan.top + endingsHeight(failure, plan);
  const [left, right] = [x + 14, x + width - 14];
  return element(
    'g',
    {},
    lines(
      element('rect', { class: 'lane', x, y: plan.top, width, height, rx: 10 }),
      element('text', { class: 'name', x: left, y: plan.top + 28 }, name),
      element('text', { class: 'small muted', x: right, y: plan.top + 27, 'text-anchor': 'end' }, level),
      ...endingLines(failure, lane).map((line, index) =>
        element('text', { class: `${tone} strong`, x: left, y: plan.bottom + 16 + index * LINE }, line),
      ),
    ),
  );
}

function endingLines({ endings }: RaceFailure, { name, width }: Lane): readonly string[] {
  return wrapped(endingOf(endings[name]), Math.floor((width - 28) / 7.4), MOST);
}
