import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const isInside = (frame: string) =>
  frame.includes('@mikro-orm') || frame.includes(ownDirectory) || frame.includes('(node:');

/** Which public method the application called, and where; read from the stack of the call in progress. */
export function entryPoint(): { readonly method: string; readonly calledAt: string | undefined } {
  const frames = stack().split('\n').slice(1);
  const firstOutside = frames.findIndex(frame => !isInside(frame));
  const called = frames[firstOutside - 1] ?? frames.at(-1) ?? '';
  const [, method = 'The entity manager'] = /at (?:async )?([\w$.]+)/.exec(called) ?? [];
  const [, calledAt] = /\(?([^()\s]+:\d+:\d+)\)?$/.exec(frames[firstOutside] ?? '') ?? [];
  return { method, calledAt };
}

/** The whole stack: by default ten frames are kept, and more than that may be ours. */
function stack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const { stack: frames = '' } = new Error('read for its stack');
  Error.stackTraceLimit = stackTraceLimit;
  return frames;
}
