import type { RaceStep } from '../../report.ts';
import { element, lines, type Markup, path } from './markup.ts';
import { type Card, isSlim, LINE, PAD } from './plan.ts';

/** A statement, or that one went on: what was sent, what came back, and which choice of the search it was. */
export function statementCard(card: Card): Markup {
  const { moment, x, y, width, height, sql, answer } = card;
  const { step } = moment;
  if (isSlim(moment)) return slimCard(card);
  const isFailed = step.error !== undefined && answer.length > 0;
  const text = (line: string, index: number, type: string) =>
    element('text', { class: type, x: x + 40, y: y + PAD + 9 + index * LINE }, line);
  return element(
    'g',
    { class: kindOf(step) },
    lines(
      element('title', {}, step.sql),
      element('rect', { class: isFailed ? 'card failed' : 'card', x, y, width, height, rx: 7 }),
      stripe(card),
      ...badge(card),
      ...sql.map((line, index) =>
        text(line, index, moment.event === 'resumed' ? `strong ${isFailed ? 'bad' : 'slow'}` : 'mono'),
      ),
      ...answer.map((line, index) =>
        text(line, sql.length + index, isFailed ? 'mono bad strong' : 'mono muted'),
      ),
    ),
  );
}

function slimCard({ moment, sql, x, y }: Card): Markup {
  return element(
    'g',
    { class: 'control' },
    element('title', {}, moment.step.sql),
    element('circle', { class: 'tone', cx: x + 22, cy: y + 9, r: 2.5 }),
    element('text', { class: 'mono muted', x: x + 40, y: y + 13 }, sql.join(' ')),
  );
}

function stripe({ x, y, height }: Card): Markup {
  const d = path(
    'M',
    x + 6,
    y,
    'h',
    1,
    'v',
    height,
    'h',
    -1,
    'a',
    6,
    6,
    0,
    0,
    1,
    -6,
    -6,
    'v',
    12 - height,
    'a',
    6,
    6,
    0,
    0,
    1,
    6,
    -6,
    'z',
  );
  return element('path', { class: 'tone', d });
}

function badge({ moment, x, y }: Card): readonly Markup[] {
  const [cx, cy] = [x + 23, y + PAD + 5];
  if (moment.event === 'resumed') return [];
  if (moment.number === undefined) return [element('circle', { class: 'tone', cx, cy, r: 2.5 })];
  return [
    element('circle', { class: 'badge ring', cx, cy, r: 10.5 }),
    element(
      'text',
      { class: 'small strong', x: cx, y: cy + 4, 'text-anchor': 'middle' },
      String(moment.number),
    ),
  ];
}

/** What a statement is to the others, which its colour shows. */
function kindOf({ sql, error, kind }: RaceStep): 'read' | 'write' | 'commit' | 'control' | 'error' {
  if (error || kind === 'victim') return 'error';
  if (/^\s*(?:commit|end)\b/i.test(sql)) return 'commit';
  if (kind === 'select') return 'read';
  return /^\s*(?:insert|update|delete|merge|with|truncate)\b/i.test(sql) ? 'write' : 'control';
}
