import { inject } from 'vitest';
import { databaseTest } from '../../../src/testing/vitest/index.ts';
import { boxOfficeOn } from '../../support/box-office.ts';

export const boxOfficeTest = databaseTest(boxOfficeOn, () => inject('selfsame'));
