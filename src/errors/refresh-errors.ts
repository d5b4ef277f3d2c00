import { SelfsameError } from './selfsame-error.ts';

/** A refresh was asked for by a strategy that there is none of. */
export class RefreshStrategyError extends SelfsameError {
  readonly code = 'SELFSAME_REFRESH_STRATEGY';

  constructor(readonly strategy: string) {
    super(
      `Cannot refresh objects by the strategy "${strategy}": it is merge, which keeps edits that nobody else contradicts, theirs, ` +
        `which discards them, or mine, which keeps all of them.`,
    );
  }
}
