import { type Data } from '../parts/internals.ts';
import { settle } from '../reads/settle.ts';
import { type Answered, type BulkWrite, type Enclosed } from './bulk-write.ts';
import { deletedRows } from './deleted-rows.ts';
import { noteBulkWrite } from './note-bulk-write.ts';
import { readAgain, readMembersAgain, isUntold } from './read-again.ts';
import { writtenRows } from './written-rows.ts';

/** What a statement answers, in the form that the caller of the connection asks for. */
type Method = 'all' | 'get' | 'run';

/** Sends SQL, and answers with the rows. */
type Send = (sql: string) => Promise<Data[]>;

/** What a statement that writes rows has to return so that the unit can be brought in step; undefined when nothing in the unit depends on it. */
export function enclosed(write: BulkWrite): Enclosed | undefined {
  if (isUntold(write)) return undefined;
  return write.kind === 'delete' ? deletedRows(write) : writtenRows(write);
}

/** A statement that is enclosed: what `run` sends on its way, and what is to be done with the answer. */
export class Enclosing {
  readonly #write: BulkWrite;
  readonly #enclosed: Enclosed;
  #answered: Answered | undefined;

  constructor(write: BulkWrite, inside: Enclosed) {
    this.#write = write;
    this.#enclosed = inside;
  }

  get countOnly(): boolean {
    return this.#write.countOnly;
  }

  get returning(): string {
    return this.#enclosed.returning;
  }

  /** Sends `statement` enclosed, and answers as if it had been sent by itself. */
  async send(statement: string, method: Method, send: Send): Promise<unknown> {
    this.#answered = this.#enclosed.answered(await send(this.#enclosed.enclose(statement)));
    const { count, rows } = this.#answered;
    if (method === 'all') return rows;
    return method === 'get' ? rows[0] : { affectedRows: count, insertId: undefined, row: rows[0], rows };
  }

  /** Brings the unit in step with what the statement has done. */
  async settle(): Promise<void> {
    const { em, meta, kind } = this.#write;
    const answered = this.#answered;
    if (!answered) return;
    const objects = await settle(em, async () => answered.settle());
    for (const circle of answered.circles ?? []) await readAgain(em, circle);
    await readMembersAgain(em, meta);
    await em.getUnitOfWork(false).dispatchOnLoadEvent();
    noteBulkWrite({ em, meta, kind, count: answered.count, objects });
  }
}
