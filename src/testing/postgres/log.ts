import { readFileSync } from 'node:fs';

/** The last 20 lines of `text`, which is where PostgreSQL says why it gave up. */
export function lastLines(text: string): string[] {
  return text.trimEnd().split('\n').slice(-20).filter(Boolean);
}

export function lastLinesOfFile(path: string): string[] {
  try {
    return lastLines(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}
