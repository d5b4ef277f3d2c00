/** Objects by key, none of which is kept from being collected. */
export class WeakObjects {
  readonly #refs = new Map<string, WeakRef<object>>();
  #sweepAt = 1000;

  get(key: string): object | undefined {
    return this.#refs.get(key)?.deref();
  }

  set(key: string, object: object): void {
    if (this.#refs.size >= this.#sweepAt) this.#sweep();
    this.#refs.set(key, new WeakRef(object));
  }

  /** Hands out what there is, and forgets what `take` accepts. */
  drain(take: (object: object) => boolean): void {
    for (const [key, ref] of this.#refs) {
      const object = ref.deref();
      if (!object || take(object)) this.#refs.delete(key);
    }
  }

  get size(): number {
    return this.#refs.size;
  }

  /** Forgets what was collected; next when there is twice as much as is left. */
  #sweep(): void {
    this.drain(() => false);
    this.#sweepAt = Math.max(1000, this.#refs.size * 2);
  }
}
