/**
 * `npm run build`: bundles `src/main.ts` into `dist/pcc.js` and chunks beside it. Commands start fast because each chunk is
 * loaded only when its verb runs. Packages with native code, worker files or their own loading tricks stay outside.
 */
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outdir = join(root, 'dist');

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { pcc: 'src/main.ts' },
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
});
chmodSync(join(outdir, 'pcc.js'), 0o755);
