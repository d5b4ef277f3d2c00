import { randomInt } from 'node:crypto';

/** Digits and letters that nobody mistakes for another when reading them aloud: no I, L, O or U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Returns eight random characters that people can read and type: 40 bits. */
export function newToken(): string {
  return Array.from({ length: 8 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
