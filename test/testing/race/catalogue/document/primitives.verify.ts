import { expect, test } from 'vitest';
import { formatReport } from '../../../../../src/testing/race/report/format-report.ts';
import { explorePrimitives } from '../../primitives/explore-primitives.ts';
import { primitivePairs } from '../../primitives/pairs.ts';
import { itemDatabase } from '../../primitives/tables.ts';
import type { Explored } from './explored.ts';
import { primitivesSection } from './primitives-section.ts';
import { formatted, racesFile, withSection } from './races-file.ts';
import { serverMajor } from './server-major.ts';

const db = itemDatabase();
const explored: Explored[] = [];

test.each(primitivePairs)('$name', async pair => {
  const reports = await explorePrimitives(db.orm, pair);

  explored.push({ name: pair.name, reports });
  for (const report of reports) {
    expect(report, formatReport(report)).toMatchObject({ verdict: 'covered', deadlocks: 0 });
    const refused = report.isolation === 'read committed' ? ['ConflictError'] : [];
    expect(refused).toEqual(expect.arrayContaining(Object.keys(report.endedWith)));
  }
});

test('docs/races.md holds what was found', async ({ skip }) => {
  skip((await serverMajor(db)) !== 18, 'What is serializable is for each version to say.');
  await expect(formatted(withSection(primitivesSection(explored)))).toMatchFileSnapshot(racesFile);
});
