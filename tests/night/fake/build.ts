import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Makes the fake CLI a program of its own in this folder, where it also keeps its journal; gives its path. */
export function buildFakeClaude(folder: string): string {
  const outfile = join(folder, 'claude.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'claude.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: `#!${process.execPath}` },
    logLevel: 'warning',
  });
  chmodSync(outfile, 0o700);
  return outfile;
}
