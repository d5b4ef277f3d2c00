import type { Sql } from './scenario.ts';

/** SQL that stores two rows in Hermitage's table. */
export const twoValues = 'insert into test values (1, 10), (2, 20)';

export interface StoredValue {
  readonly id: number;
  readonly value: number;
}

/** The value of row `id`. */
export async function valueOf({ select }: Sql, id: number): Promise<number | undefined> {
  const [row] = await select<StoredValue>(`select * from test where id = ${id}`);
  return row?.value;
}

export async function allValues({ select }: Sql): Promise<number[]> {
  return (await select<StoredValue>('select * from test order by id')).map(({ value }) => value);
}

export async function countWhere({ select }: Sql, condition: string): Promise<number> {
  return (await select(`select * from test where ${condition}`)).length;
}
