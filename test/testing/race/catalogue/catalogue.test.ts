import { describe, expect, test } from 'vitest';
import { catalogueDatabase } from './catalogue-database.ts';
import { cellsOf, explore } from './explore.ts';
import { foundReduced, reducedPart } from './found.ts';
import { scenarios } from './scenarios.ts';

const database = catalogueDatabase();

describe.each(scenarios)('$id: $what', scenario => {
  // At serializable PostgreSQL may refuse more than it must, depending on what else the server does at the time.
  test.each(cellsOf(scenario))('at $isolation: $expected', { retry: 2 }, async cell => {
    const report = await explore(database.orm, cell, 'reduced');

    expect(foundReduced(report)).toBe(reducedPart(cell.expected));
    expect(report.divergences).toBe(0);
  });
});
