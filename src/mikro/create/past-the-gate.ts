/** Begins a statement that is sent once in a process, whatever runs first: the race explorer must not order it. */
export const PAST_THE_GATE = '/* once in a process */ ';

export function past(sql: string): string {
  return PAST_THE_GATE + sql;
}
