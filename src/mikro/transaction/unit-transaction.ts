import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Stacks } from '../flush/flush-stacks.ts';
import { MapLayer } from '../parts/map-layer.ts';
import { setApart } from '../state/apart.ts';
import { Level, levelOf, setLevel } from '../state/level.ts';
import { quietly } from '../state/quietly.ts';
import { stateOf } from '../state/unit-state.ts';
import { keepLoads } from './keep-loads.ts';
import { layerOf, setLayer } from './layer-of.ts';
import { mergeLayer } from './merge-layer.ts';
import { rememberNew } from './remember-new.ts';
import { forgotten, schedule, scheduleAlso, scheduledBy } from './scheduled.ts';

interface UnitTransactionOptions {
  /** What the unit has scheduled and edited is left to the transaction that is open around. */
  readonly independent?: boolean;
  /** What the unit has pending stays pending; else it is the transaction's to store. */
  readonly apart?: boolean;
  /** False where there is no transaction, and what is flushed is stored at once. */
  readonly undoable?: boolean;
}

const nothing: Stacks = [new Set(), new Set(), new Set()];

/**
 * The half of a transaction that is in memory: from when it begins until it has committed, when the unit takes over what it
 * has, or was rolled back, when the unit is again what it was. `em` works in the transaction, for the unit of `unit`, which is
 * another manager for a transaction with a fork and the same one for `em.begin`.
 */
export class UnitTransaction {
  readonly level: Level;
  readonly #given: Stacks;
  readonly #outer: Level | undefined;
  readonly #begunBefore: Level | undefined;
  readonly #below: MapLayer;

  constructor(
    private readonly em: EntityManager,
    private readonly unit: EntityManager,
    { independent = false, apart = false, undoable = true }: UnitTransactionOptions = {},
  ) {
    const state = stateOf(em);
    this.#below = layerOf(unit);
    this.#outer = levelOf(unit);
    this.#begunBefore = state.begun;
    const layer = new MapLayer(this.#below);
    this.level = new Level(state, layer, independent ? undefined : this.#outer);
    setLayer(em, layer);
    const takes = !independent && !apart;
    this.#given = takes ? scheduledBy(unit) : nothing;
    const [persisted] = scheduledBy(unit);
    if (em !== unit && takes) this.#takeOver();
    if (apart) setApart(em);
    if (undoable) this.#remember(persisted);
  }

  /** After the COMMIT, or the release of the savepoint. Returns what is to be done now that all is committed. */
  committed(): readonly (() => unknown)[] {
    const { level, em, unit } = this;
    const left = scheduledBy(em);
    const lost = forgotten(em, this.#given);
    this.#end();
    if (level.around) level.mergeInto(level.around);
    level.end();
    mergeLayer(level.layer, unit, em);
    for (const object of level.images.keys()) this.#handOver(object);
    level.state.recorder.tell({ type: 'committed', level });
    if (em !== unit) {
      schedule(em, nothing);
      scheduleAlso(unit, left);
    }
    scheduleAlso(unit, lost);
    return level.around ? [] : level.afterCommit;
  }

  /** After a ROLLBACK, or when the connection is gone: puts memory back, without asking anybody. */
  rolledBack(): void {
    const { level, em, unit } = this;
    this.#end();
    quietly(() => level.restore());
    keepLoads(level, unit);
    level.end();
    for (const object of level.images.keys()) this.#handOver(object);
    level.state.recorder.tell({ type: 'rolledBack', level });
    if (em === unit) schedule(unit, this.#given);
    else scheduleAlso(unit, this.#given);
  }

  #takeOver(): void {
    schedule(this.unit, nothing);
    schedule(this.em, this.#given);
  }

  #remember(persisted: ReadonlySet<object>): void {
    const { level, em } = this;
    const { state } = level;
    setLevel(em, level);
    if (em === this.unit) state.begun = level;
    state.levels.add(level);
    // What was handed out may be changed without anybody hearing of it.
    for (const object of state.exposed) if (helper(object).__managed) level.remember(object);
    state.streamed.drain(object => {
      if (state.exposedWeakly.has(object)) level.remember(object);
      return false;
    });
    for (const known of [persisted, state.written, state.exposed]) rememberNew(level, known);
  }

  #end(): void {
    const { level, em } = this;
    level.state.levels.delete(level);
    if (em !== this.unit) return setLevel(em, undefined);
    setLayer(em, this.#below);
    setLevel(em, this.#outer);
    level.state.begun = this.#begunBefore;
  }

  /** What the transaction loaded is to load more by the unit. */
  #handOver(object: object): void {
    const wrapped = helper(object);
    if (wrapped.__em === this.em) wrapped.__em = this.unit;
  }
}
