/** `npm run build`: writes the program to `dist/`, executable, all at once: a command that runs meanwhile finds the old or the new. */
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { keptContents, keptRulesFile } from '../src/daemon/yamlFiles.ts';
import { bundleOptions } from './bundle.ts';
import { writeTypes } from './types.ts';

const outdir = join(bundleOptions.absWorkingDir, bundleOptions.outdir);
const fresh = `${outdir}.new`;
rmSync(fresh, { recursive: true, force: true });
await build({ ...bundleOptions, outdir: fresh });
const rules = keptContents(join(bundleOptions.absWorkingDir, 'rules'));
writeFileSync(join(fresh, keptRulesFile), JSON.stringify(rules));
writeTypes(bundleOptions.absWorkingDir, join(fresh, 'types'));
chmodSync(join(fresh, 'pcc.js'), 0o755);
rmSync(outdir, { recursive: true, force: true });
renameSync(fresh, outdir);
