import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BugError } from './base/assert.ts';
import { isObject, parseJson } from './base/json.ts';

interface OwnPackage {
  readonly folder: string;
  readonly version: string;
}

let found: OwnPackage | undefined;

/** The folder that holds `package.json`, `rules/` and `demo/`: above `dist/` when built, above `src/` in the work tree. */
export function packageRoot(): string {
  return ownPackage().folder;
}

/** The version that `package.json` states. */
export function packageVersion(): string {
  return ownPackage().version;
}

/** Walks up from this file; other packages' folders on the way are passed by their name. */
function ownPackage(): OwnPackage {
  if (found) return found;
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const version = versionIn(join(folder, 'package.json'));
    if (version !== undefined) {
      found = { folder, version };
      return found;
    }
    const above = dirname(folder);
    if (above === folder) throw new BugError(`no package.json of perpetualcc above '${import.meta.url}'`);
    folder = above;
  }
}

function versionIn(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const value = parseJson(text);
  return isObject(value) && value.name === 'perpetualcc' && typeof value.version === 'string'
    ? value.version
    : undefined;
}
