import { drizzle } from './drizzle.ts';
import { mikroorm } from './mikroorm.ts';
import type { NamedPeer } from './peer.ts';
import { selfsame } from './selfsame.ts';
import { sequelize } from './sequelize.ts';
import { typeorm } from './typeorm.ts';

/** Those that need nothing but what the project has. */
export const ownPeers: readonly NamedPeer[] = [selfsame, mikroorm];

/** Those that are installed when they are asked for. */
export const otherPeers: readonly NamedPeer[] = [typeorm, sequelize, drizzle];
