import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that everybody may enter, gone after the test. */
export function scratchDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'selfsame-test-'));
  chmodSync(path, 0o755);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A directory in which everybody may write, as in a temporary directory. */
export function openDirectory(): string {
  const path = scratchDirectory();
  chmodSync(path, 0o1777);
  return path;
}

/** A directory that only its owner may enter. */
export function closedDirectory(): string {
  const path = scratchDirectory();
  chmodSync(path, 0o700);
  return path;
}
