import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

const packageJson = findPackageJSON(import.meta.url);
if (!packageJson) throw new Error('app/ is not inside a package: no package.json above it.');

/** Where package.json is: the same folder for app/ and for its compiled form in dist/app/. */
export const repositoryRoot: string = dirname(packageJson);
