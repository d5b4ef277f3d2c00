import { STATUS_CODES } from 'node:http';
import { type ContentfulStatusCode } from 'hono/utils/http-status';

/** What is wrong with one value of the input. */
export interface InputError {
  /** Where the value is: `email`, or `seats.0`. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** Names the kind of problem; without it the status says all there is to say. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A request that cannot be answered as asked, told as an RFC 9457 problem document. */
export class Problem extends Error {
  readonly title: string;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    readonly status: ContentfulStatusCode,
    detail: string,
    { type = 'about:blank', headers = {}, facts = {}, cause }: ProblemOptions = {},
  ) {
    super(detail, { cause });
    this.title = STATUS_CODES[status] ?? 'Unknown problem';
    this.type = type;
    this.headers = headers;
    this.facts = facts;
  }

  /** The document, for a request to `instance`. */
  toDocument(instance: string): Readonly<Record<string, unknown>> {
    const { type, title, status, message: detail, facts } = this;
    return { type, title, status, detail, instance, ...facts };
  }
}

/** The input breaks its rules; `errors` has one entry for each broken rule. */
export class InvalidInput extends Problem {
  constructor(
    status: 400 | 422,
    readonly errors: readonly InputError[],
  ) {
    super(status, 'Some of the values cannot be used. Correct them and send the request again.', {
      type: 'urn:selfsame:problem:invalid-input',
      facts: { errors },
    });
  }
}
