import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/**
 * How the program is bundled: `src/main.ts` becomes `dist/pcc.js` and the SDK `dist/sdk.js`, with chunks beside them, so that a command
 * loads only what its verb needs. Packages with native code, worker files or their own loading tricks stay outside.
 */
export const bundleOptions = {
  absWorkingDir: dirname(dirname(fileURLToPath(import.meta.url))),
  entryPoints: { pcc: 'src/main.ts', sdk: 'src/sdk/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['node-pty', 'better-sqlite3', 'blessed', '@xterm/*', 'pino'],
  // Bundled CommonJS packages call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as pccRequire } from 'node:module'; const require = pccRequire(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
} as const satisfies BuildOptions;
