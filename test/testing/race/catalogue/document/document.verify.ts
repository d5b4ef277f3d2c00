import { beforeAll, describe, expect, test, vi } from 'vitest';
import { testDatabase } from '../../../../support/database.ts';
import { explorePair } from '../../box-office/explore-pair.ts';
import { storeBoxOffice } from '../../box-office/given.ts';
import { pairs } from '../../box-office/pairs.ts';
import { exploreRecipe } from '../../recipes/explore-recipe.ts';
import { recipes } from '../../recipes/recipes.ts';
import { recipesDatabase } from '../../recipes/recipes-database.ts';
import { document } from './document.ts';
import type { Explored } from './explored.ts';
import { PRIMITIVES_HEADING } from './primitives-section.ts';
import { formatted, racesFile, storedSection } from './races-file.ts';
import { serverMajor } from './server-major.ts';

vi.mock('../../../../../domain/new-token.ts', async () => ({
  newToken: (await import('../../box-office/tokens.ts')).nextToken,
}));

const plain = recipesDatabase();
const boxOffice = testDatabase();
beforeAll(() => storeBoxOffice(boxOffice.unit()));

const explored: { readonly recipes: Explored[]; readonly pairs: Explored[] } = { recipes: [], pairs: [] };

test.each(recipes)('$name', async recipe => {
  const reports = await exploreRecipe(plain.orm, recipe);

  explored.recipes.push({ name: recipe.name, reports });
  expect(reports.map(({ verdict }) => verdict)).toEqual(recipe.verdicts);
});

describe('the books of the box office balance at read committed', () => {
  test.each(pairs)('$name', async pair => {
    const reports = await explorePair(boxOffice.orm, pair);

    explored.pairs.push({ name: pair.name, reports });
    expect(reports[0]?.verdict).toBe('covered');
  });
});

test('docs/races.md holds what was found', async ({ skip }) => {
  skip((await serverMajor(boxOffice)) !== 18, 'The codes of some errors are those of PostgreSQL 18.');
  const text = document(explored.recipes, storedSection(PRIMITIVES_HEADING), explored.pairs);

  await expect(formatted(text)).toMatchFileSnapshot(racesFile);
});
