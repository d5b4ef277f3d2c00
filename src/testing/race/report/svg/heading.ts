import type { RaceFailure, RaceReport } from '../../report.ts';
import { anomalyText } from '../anomaly-text.ts';
import type { Anomaly } from '../anomaly.ts';
import { shortened, withoutColours } from '../shown-value.ts';
import { wrapped } from '../text-columns.ts';
import { count, statistics, verdictLine } from '../verdict.ts';
import { element, type Markup } from './markup.ts';
import { MARGIN } from './plan.ts';

/** One line above the drawing. */
interface Heading {
  readonly text: string;
  readonly type: string;
  readonly size: number;
}

/** The lines above the drawing, and where they end. */
export function headingOf(
  lines: readonly Heading[],
  width: number,
): { drawn: readonly Markup[]; bottom: number } {
  const drawn: Markup[] = [];
  let y = MARGIN - 8;
  for (const { text, type, size } of lines) {
    const characters = Math.floor((width - 2 * MARGIN) / (size * (type === 'muted' ? 0.56 : 0.64)));
    for (const line of wrapped(text, characters, 4)) {
      y += size * 1.5;
      drawn.push(element('text', { class: type, x: MARGIN, y }, line));
    }
  }
  return { drawn, bottom: y + 22 };
}

/** The verdict of a report and its figures. */
export function reportHeading(report: RaceReport): readonly Heading[] {
  const facts = statistics(report);
  return [
    { text: verdictLine(report), type: `title ${tones[report.verdict]}`, size: 19 },
    ...(facts.length > 0 ? [{ text: facts.join('; '), type: 'muted', size: 13 }] : []),
  ];
}

/** What a failure is and how to repair it. */
export function failureHeading(failure: RaceFailure, anomaly: Anomaly | undefined): readonly Heading[] {
  const [reason = '', ...further] = withoutColours(failure.reason.message).trim().split('\n');
  const [name = '', ...explained] = anomalyText(anomaly, failure);
  return [
    { text: `✗ ${reason}`, type: 'bad strong', size: 13 },
    ...further.slice(0, 1).map(text => ({ text: shortened(text, 240), type: 'muted', size: 13 })),
    { text: name, type: 'lead', size: 15 },
    ...explained.map(text => ({ text: text.trim(), type: 'muted', size: 13 })),
  ];
}

/** The title of a failure that is drawn without its report. */
export function ownHeading({ preemptions }: RaceFailure): Heading {
  return {
    text: `A schedule that fails, with ${count(preemptions, 'preemption')}`,
    type: 'title bad',
    size: 19,
  };
}

const tones = { fails: 'bad', covered: 'good', 'not found': 'slow' } as const;
