import { type Context } from 'hono';
import { type EntityManager } from '../src/index.ts';

/** What every request carries. */
export interface BoxOfficeEnv {
  readonly Variables: {
    /** The request's own unit of work. */
    readonly em: EntityManager;
    /** Names the request in the log and in an answer of status 500. */
    readonly requestId: string;
  };
}

export type BoxOfficeContext = Context<BoxOfficeEnv>;
