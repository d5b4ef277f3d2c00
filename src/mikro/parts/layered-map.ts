/** Objects by key, on top of those of a map below, which stays as it is until `merge`. */
export class LayeredMap extends Map<string, object> {
  readonly #gone = new Set<string>();
  #opaque = false;

  constructor(readonly below: ReadonlyMap<string, object> | undefined) {
    super();
  }

  override get(key: string): object | undefined {
    return super.get(key) ?? (this.#shows(key) ? this.below?.get(key) : undefined);
  }

  override has(key: string): boolean {
    return super.has(key) || (this.#shows(key) && this.below?.has(key) === true);
  }

  override set(key: string, object: object): this {
    this.#gone.delete(key);
    return super.set(key, object);
  }

  override delete(key: string): boolean {
    const had = this.has(key);
    super.delete(key);
    if (this.below) this.#gone.add(key);
    return had;
  }

  /** Forgets what is here, and shows nothing of what is below any more. */
  override clear(): void {
    super.clear();
    this.#opaque = true;
  }

  override *entries(): MapIterator<[string, object]> {
    yield* super.entries();
    for (const [key, object] of this.below ?? [])
      if (!super.has(key) && this.#shows(key)) yield [key, object];
  }

  override *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  override *values(): MapIterator<object> {
    for (const [, object] of this.entries()) yield object;
  }

  override [Symbol.iterator](): MapIterator<[string, object]> {
    return this.entries();
  }

  override forEach(visit: (object: object, key: string, map: Map<string, object>) => void): void {
    for (const [key, object] of this.entries()) visit(object, key, this);
  }

  /** What is on top of the map below. */
  own(): MapIterator<[string, object]> {
    return super.entries();
  }

  /** The keys of the map below that have no object here. */
  get gone(): ReadonlySet<string> {
    return this.#gone;
  }

  #shows(key: string): boolean {
    return !this.#opaque && !this.#gone.has(key);
  }
}
