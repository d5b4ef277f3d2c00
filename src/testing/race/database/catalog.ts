import { KnownRows } from './known-rows.ts';

/** A reference from the rows of `child` to the rows of `parent`. */
export interface ForeignKey {
  readonly child: string;
  readonly columns: readonly string[];
  readonly parent: string;
  readonly referenced: readonly string[];
  readonly onDelete: 'refuse' | 'cascade' | 'set';
}

/** What decides which statements on a table can affect each other. */
export interface TableFacts {
  /** As MikroORM writes it; with its schema when it is not found without. */
  readonly name: string;
  /** The name alone, by which statements are recognised. */
  readonly bareName: string;
  /** As SQL writes it. */
  readonly quoted: string;
  /** The columns of the primary key, when rows can be told apart by the text of their values. */
  readonly key: readonly string[];
  /** Whether that text may be another one in every run: a uuid, a token. */
  readonly keyIsText: boolean;
  readonly columns: readonly string[];
  /** Columns that `insert` may name: those that the server does not compute. */
  readonly writable: readonly string[];
  /** Columns that a sequence fills. */
  readonly generated: readonly string[];
  /** Columns of any unique index, whose change can collide with other rows. */
  readonly unique: ReadonlySet<string>;
  readonly references: readonly ForeignKey[];
  readonly referencedBy: readonly ForeignKey[];
  /** Triggers, rules, policies, partitions or deferred constraints: a statement on it may do anything. */
  readonly opaque: boolean;
  /** Whether our role may read, empty and fill it; where it may not, operations cannot change it either. */
  readonly restorable: boolean;
  /** Whether our role may put a trigger on it. */
  readonly triggerable: boolean;
}

/** What the schema of the database says, read once. */
export class Catalog {
  readonly tables: readonly TableFacts[];
  readonly sequences: readonly string[];
  readonly superuser: boolean;
  readonly knownRows = new KnownRows();
  readonly #byBareName = new Map<string, TableFacts[]>();
  readonly #opaque: ReadonlySet<string>;

  constructor(facts: CatalogFacts) {
    this.tables = facts.tables;
    this.sequences = facts.sequences;
    this.superuser = facts.superuser;
    this.#opaque = new Set(facts.opaque);
    for (const table of facts.tables)
      this.#byBareName.set(table.bareName, [...this.named(table.bareName), table]);
  }

  /** The tables of this name, in whichever schema. */
  named(bareName: string): readonly TableFacts[] {
    return this.#byBareName.get(bareName) ?? [];
  }

  table(name: string): TableFacts | undefined {
    return this.tables.find(table => table.name === name);
  }

  get restorable(): readonly TableFacts[] {
    return this.tables.filter(({ restorable }) => restorable);
  }

  /** Whether `name` is a view or one of the application's own functions. */
  isOpaque(name: string): boolean {
    return this.#opaque.has(name);
  }
}

/** The plain facts that a catalog is made of. */
export interface CatalogFacts {
  readonly tables: readonly TableFacts[];
  /** As SQL writes them. */
  readonly sequences: readonly string[];
  readonly opaque: readonly string[];
  readonly superuser: boolean;
}
