import { helper } from '@mikro-orm/postgresql';

/** Whether `object` was never stored, nor read from a row. */
export function isNewObject(object: object): boolean {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  return !managed && !base;
}
