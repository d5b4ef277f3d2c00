import type { Catalog } from '../database/catalog.ts';
import { changeInWith } from './change-in-with.ts';
import { changeShape } from './change-shape.ts';
import type { Isolation } from '../report.ts';
import { selectShape } from './select-shape.ts';
import { shape, type StatementShape, unreadable } from './shape.ts';
import { isSign, isWord, type Token, tokens } from './tokens.ts';

/** Reads one statement. Anything that is not understood is universal: it depends on everything. */
export function readStatement(sql: string, values: readonly unknown[], catalog: Catalog): StatementShape {
  const all = withoutSemicolon(tokens(sql));
  if (all.some((_, index) => isSign(all, index, ';'))) return unreadable;
  return transactionShape(all) ?? dataShape(all, values, catalog);
}

function withoutSemicolon(all: Token[]): Token[] {
  return isSign(all, all.length - 1, ';') ? all.slice(0, -1) : all;
}

function transactionShape(all: readonly Token[]): StatementShape | undefined {
  if (isWord(all, 0, 'begin', 'start')) return shape('begin', { isolation: isolationIn(all) });
  if (isWord(all, 0, 'commit', 'end')) return isWord(all, 1, 'prepared') ? unreadable : shape('commit');
  if (isWord(all, 0, 'rollback', 'abort')) return rollbackShape(all);
  if (isWord(all, 0, 'savepoint')) return shape('savepoint');
  if (isWord(all, 0, 'release')) return shape('release');
  if (isWord(all, 0, 'set') && isWord(all, 1, 'constraints')) return unreadable;
  if (isWord(all, 0, 'set', 'reset', 'show', 'discard')) return shape('set', { isolation: isolationIn(all) });
  return undefined;
}

function rollbackShape(all: readonly Token[]): StatementShape {
  if (all.some((_, index) => isWord(all, index, 'prepared'))) return unreadable;
  return shape(all.some((_, index) => isWord(all, index, 'to')) ? 'rollback to' : 'rollback');
}

function dataShape(all: readonly Token[], values: readonly unknown[], catalog: Catalog): StatementShape {
  if (all.some((token, index) => isCallOf(catalog, all, token, index))) return unreadable;
  if (isWord(all, 0, 'insert', 'update', 'delete')) return changeShape(all, values, catalog);
  const change = changeInWith(all, values, catalog);
  if (change) return change;
  if (isWord(all, 0, 'select', 'with', 'values', 'table', 'lock')) return selectShape(all, values, catalog);
  return isSign(all, 0, '(') ? selectShape(all, values, catalog) : unreadable;
}

const EFFECTS =
  /^(?:nextval|setval|set_config|pg_notify|pg_cancel_backend|pg_terminate_backend|pg_(?:try_)?advisory_(?!xact_)\w+|dblink\w*|lo_\w+|pg_logical\w+|pg_current_xact\w*|txid_\w+|pg_current_snapshot)$/;

/** Whether a view or a function stands there that may read or change more than the text says. */
function isCallOf(catalog: Catalog, all: readonly Token[], { kind, value }: Token, index: number): boolean {
  if (kind !== 'word' && kind !== 'name') return false;
  return catalog.isOpaque(value) || (isSign(all, index + 1, '(') && EFFECTS.test(value));
}

const LEVELS: Readonly<Record<string, Isolation>> = {
  uncommitted: 'read committed',
  committed: 'read committed',
  repeatable: 'repeatable read',
  serializable: 'serializable',
};

function isolationIn(all: readonly Token[]): Isolation | undefined {
  const level = all.findIndex((_, index) => isWord(all, index, 'level'));
  if (level < 0) return undefined;
  const [first, second] = all.slice(level + 1, level + 3).map(({ value }) => value);
  return LEVELS[first === 'read' ? (second ?? '') : (first ?? '')];
}
