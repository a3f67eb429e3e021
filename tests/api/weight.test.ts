import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('the client loads no package and no schema: every short command pays for what it loads', async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, '../../src/api/client.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    metafile: true,
  });
  const outside = Object.values(metafile.inputs).flatMap((input) =>
    input.imports.filter((one) => one.external).map((one) => one.path),
  );
  expect(outside).toEqual(['node:net']);
  expect(Object.keys(metafile.inputs)).not.toContain('src/api/methods.ts');
});
