import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { element } from '../../../../src/testing/race/report/svg/markup.ts';
import { renderSvg } from '../../../../src/testing/race/report/svg/render-svg.ts';
import { deadlock, lookThenInsert, readSkew, writeSkew } from './scenarios.ts';
import { failureOf, lostUpdate, reportOf, trace } from './trace.ts';

/** The texts of a drawing; throws when it is not well-formed. */
function textsOf(svg: string): string[] {
  const open: string[] = [];
  const texts: string[] = [];
  let rest = svg.trimEnd();
  while (rest !== '') {
    const [token = '', , tag, attributes = '', empty, text] =
      /^(?:<(\/?)([\w-]+)((?: [\w:-]+="(?:[^<>"&]|&(?:amp|lt|gt|quot|#39);)*")*)(\/?)>|((?:[^<>&]|&(?:amp|lt|gt|quot|#39);)+))/.exec(
        rest,
      ) ?? [];
    if (token === '') throw new Error(`not well-formed at: ${rest.slice(0, 80)}`);
    if (token.startsWith('</')) expect(open.pop()).toBe(tag);
    else if (tag !== undefined && empty === '') open.push(tag);
    if (text !== undefined && open.at(-1) === 'text') texts.push(unescaped(text));
    expect(attributes).not.toMatch(/ on\w+=/);
    rest = rest.slice(token.length);
  }
  expect(open).toEqual([]);
  return texts;
}

function unescaped(text: string): string {
  const characters: Record<string, string> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&amp;': '&',
  };
  return text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, entity => characters[entity] ?? '');
}

test('a drawing shows every operation, statement, answer and choice, the verdict and the replay', () => {
  const texts = textsOf(renderSvg(reportOf(lostUpdate())));

  for (const text of [
    '4 schedules, 160 ms at read committed: FAILS with 1 preemption',
    '✗ expected 5 to be 10',
    'P4 lost update: bob ─rw account#1→ ada ─ww account#1→ bob',
    'ada',
    'bob',
    'select * from account where id = 1 limit 1',
    "→ {id: 1, owner: 'a', balance: 0}",
    'waits for ada',
    '▶ resumes',
    'rw account#1',
    'ww account#1',
    "replay: 'ada ada bob bob ada bob'",
    '1',
    '6',
  ])
    expect(texts).toContain(text);
});

test('a failure can be drawn without its report', () => {
  expect(textsOf(renderSvg(lostUpdate()))).toContain('A schedule that fails, with 1 preemption');
});

test('a report without failures is drawn as what was covered and what was not controlled', () => {
  const caveats = ['Two waiters were woken at once.'];
  const texts = textsOf(renderSvg(reportOf(undefined, { caveats })));

  expect(texts.join(' ')).toContain('no schedule fails (every interleaving of the SQL statements covered)');
  expect(texts).toContain('caveat: Two waiters were woken at once.');
});

test.each([lostUpdate, writeSkew, lookThenInsert, readSkew, deadlock])(
  'drawing %o twice gives the same text, without anything from outside',
  scenario => {
    const svg = renderSvg(reportOf(scenario()));

    expect(renderSvg(reportOf(scenario()))).toBe(svg);
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(svg.match(/url\([^)]*\)/g)?.every(url => url === 'url(#hatch)')).toBe(true);
    expect(svg).not.toMatch(/<(?:script|image|use|foreignObject)|@import|NaN|undefined|Infinity/);
    expect(svg).toContain('prefers-color-scheme:dark');
  },
);

test('whatever SQL, rows, names and messages contain, the drawing is well-formed and shows it as text', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '</text><script>alert(1)</script>',
      '"><svg onload=x>',
      '&amp;',
      ']]>',
      '\u0000\uD800\uFFFE',
      "'--",
    ),
  );
  fc.assert(
    fc.property(nasty, nasty, nasty, (sql, value, message) => {
      const steps = trace(
        ['a<b', `select ${sql}`, { rows: [{ [value]: value }], waitedFor: [message], resumedAfter: 1 }],
        ['"c"', sql, { error: [message, value] }],
      );
      const failure = failureOf(steps, {
        reason: new Error(message),
        endings: {
          'a<b': { status: 'rejected', error: new Error(value) },
          '"c"': { status: 'fulfilled', value },
        },
      });
      const svg = renderSvg(reportOf(failure, { caveats: [message] }));
      const texts = textsOf(svg);
      // eslint-disable-next-line no-control-regex
      expect(svg).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
      expect(svg.isWellFormed()).toBe(true);
      expect(texts).toContain('a<b');
      expect(texts).toContain('"c"');
    }),
  );
});

test('an attribute holds any text as it is', () => {
  expect(element('g', { id: `"<&'>` }).xml).toBe('<g id="&quot;&lt;&amp;&#39;&gt;"/>');
});

test('lanes never overlap, and no card leaves its lane', () => {
  const svg = renderSvg(reportOf(deadlock()));
  const boxes = (type: string) =>
    [
      ...svg.matchAll(
        new RegExp(`class="${type}" x="([\\d.]+)" y="([\\d.]+)" width="([\\d.]+)" height="([\\d.]+)"`, 'g'),
      ),
    ].map(([, x, y, width, height]) => ({
      left: Number(x),
      top: Number(y),
      right: Number(x) + Number(width),
      bottom: Number(y) + Number(height),
    }));
  const lanes = boxes('lane');

  expect(lanes).toHaveLength(3);
  lanes.slice(1).forEach((lane, index) => expect(lane.left).toBeGreaterThan(lanes[index]!.right));
  for (const card of boxes('card'))
    expect(
      lanes.filter(
        lane =>
          lane.left <= card.left &&
          card.right <= lane.right &&
          lane.top <= card.top &&
          card.bottom <= lane.bottom,
      ),
    ).toHaveLength(1);
});
