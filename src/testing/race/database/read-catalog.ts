import type { Client } from 'pg';
import { Catalog, type ForeignKey, type TableFacts } from './catalog.ts';

const OURS = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname !~ '^pg_temp|^pg_toast_temp'`;

const TABLES = `
  select
    case when pg_table_is_visible(c.oid) then c.relname else n.nspname || '.' || c.relname end as name,
    c.relname as "bareName",
    format('%I.%I', n.nspname, c.relname) as quoted,
    coalesce((select array_agg(a.attname::text order by a.attnum) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '{}') as columns,
    coalesce((select array_agg(a.attname::text order by a.attnum) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '{}') as writable,
    coalesce((select array_agg(a.attname::text) from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')), '{}') as generated,
    coalesce((select array_agg(a.attname::text order by a.attnum) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
      where i.indrelid = c.oid and i.indisprimary
        and (select bool_and(t.atttypid = any('{int2,int4,int8,uuid,text,varchar}'::regtype[])) from pg_attribute t
          where t.attrelid = c.oid and t.attnum = any(i.indkey))), '{}') as key,
    exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
      where i.indrelid = c.oid and i.indisprimary and a.atttypid = any('{uuid,text,varchar}'::regtype[])) as "keyIsText",
    coalesce((select array_agg(distinct a.attname::text) from pg_index i join pg_attribute a on a.attrelid = c.oid
      where i.indrelid = c.oid and (i.indisunique or i.indisexclusion)
        -- An index over an expression or with a condition may depend on any column.
        and (a.attnum = any(i.indkey) or i.indexprs is not null or i.indpred is not null) and a.attnum > 0), '{}') as unique,
    c.relkind = 'p' or c.relispartition or c.relhassubclass or c.relrowsecurity
      or exists (select from pg_inherits h where h.inhrelid = c.oid)
      or exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and t.tgname <> 'zz_selfsame_race')
      or exists (select from pg_rewrite r where r.ev_class = c.oid)
      or exists (select from pg_constraint k where k.conrelid = c.oid and k.condeferrable) as opaque,
    has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert') and has_table_privilege(c.oid, 'delete') as restorable,
    has_table_privilege(c.oid, 'trigger') as triggerable
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${OURS}
  order by 1`;

const FOREIGN_KEYS = `
  select
    format('%I.%I', cn.nspname, cc.relname) as child, format('%I.%I', pn.nspname, pc.relname) as parent,
    (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any(k.conkey)) as columns,
    (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = k.confrelid and a.attnum = any(k.confkey)) as referenced,
    case k.confdeltype when 'c' then 'cascade' when 'n' then 'set' when 'd' then 'set' else 'refuse' end as "onDelete"
  from pg_constraint k
    join pg_class cc on cc.oid = k.conrelid join pg_namespace cn on cn.oid = cc.relnamespace
    join pg_class pc on pc.oid = k.confrelid join pg_namespace pn on pn.oid = pc.relnamespace
  where k.contype = 'f' order by 1, 2, k.conname`;

const OPAQUE = `
  select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm', 'f') and ${OURS}
  union select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${OURS}`;

// CASE, because PostgreSQL may ask for the privilege on what is no sequence otherwise.
const SEQUENCES = `
  select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where case when c.relkind = 'S' then has_sequence_privilege(c.oid, 'select') and has_sequence_privilege(c.oid, 'update') end
    and ${OURS}
  order by 1`;

const SUPERUSER = `select rolsuper as superuser from pg_roles where rolname = current_user`;

type TableRow = Omit<TableFacts, 'unique' | 'references' | 'referencedBy'> & {
  readonly unique: readonly string[];
};

/** Reads what the schema says about tables, keys, triggers and functions. */
export async function readCatalog(control: Client): Promise<Catalog> {
  const tables = await control.query<TableRow>(TABLES);
  const keys = await control.query<ForeignKey>(FOREIGN_KEYS);
  const opaque = await control.query<{ name: string }>(OPAQUE);
  const sequences = await control.query<{ name: string }>(SEQUENCES);
  const role = await control.query<{ superuser: boolean }>(SUPERUSER);
  return new Catalog({
    tables: withForeignKeys(tables.rows, keys.rows),
    sequences: sequences.rows.map(({ name }) => name),
    opaque: opaque.rows.map(({ name }) => name),
    superuser: role.rows[0]?.superuser ?? false,
  });
}

function withForeignKeys(rows: readonly TableRow[], quotedKeys: readonly ForeignKey[]): TableFacts[] {
  const nameOf = new Map(rows.map(({ quoted, name }) => [quoted, name]));
  const keys = quotedKeys.map(key => ({
    ...key,
    child: nameOf.get(key.child) ?? key.child,
    parent: nameOf.get(key.parent) ?? key.parent,
  }));
  return rows.map(row => ({
    ...row,
    unique: new Set(row.unique),
    references: keys.filter(key => key.child === row.name),
    referencedBy: keys.filter(key => key.parent === row.name),
  }));
}
