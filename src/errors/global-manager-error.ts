import { SelfsameError } from './selfsame-error.ts';

/** The global entity manager was used outside a unit of work. */
export class GlobalManagerError extends SelfsameError {
  readonly code = 'SELFSAME_GLOBAL_MANAGER';

  constructor(
    /** The method that was called, for example `EntityManager.find`. */
    readonly entryPoint: string,
    /** Where the application called it, as file, line and column. */
    readonly calledAt: string | undefined,
  ) {
    super(
      `${entryPoint} was called on the global entity manager${calledAt ? ` at ${calledAt}` : ''}, outside a unit of work, ` +
        `where every caller would share one identity map.\n` +
        `Open a unit at the entry point, and the same call works inside it:\n` +
        `  HTTP handler, middleware:  app.use((request, response, next) => orm.unit(async () => next()))\n` +
        `  queue, cron, socket, test: await orm.unit(async em => { … })\n` +
        `  by hand, not ambient:      const em = orm.em.fork()`,
    );
  }
}
