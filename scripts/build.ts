/** `npm run build`: writes the program to `dist/`, executable. */
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle.ts';

const outdir = join(bundleOptions.absWorkingDir, bundleOptions.outdir);
rmSync(outdir, { recursive: true, force: true });
await build(bundleOptions);
chmodSync(join(outdir, 'pcc.js'), 0o755);
