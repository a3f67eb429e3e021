import type { Metafile } from 'esbuild';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOptions } from '../../scripts/bundle.ts';

describe('the bundle', () => {
  let outputs: Metafile['outputs'];
  let entryText: string;

  beforeAll(async () => {
    const built = await build({ ...bundleOptions, write: false, metafile: true });
    outputs = built.metafile.outputs;
    entryText = built.outputFiles.find((file) => file.path.endsWith('/dist/pcc.js'))?.text ?? '';
  });

  /** The source files that are loaded when an output is: its own and those of everything it imports at once. */
  function loadedBy(name: string, seen = new Set<string>()): Set<string> {
    const output = outputs[name];
    if (!output || seen.has(name)) return seen;
    seen.add(name);
    for (const input of Object.keys(output.inputs)) seen.add(input);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') loadedBy(path, seen);
    return seen;
  }

  /** The output that holds a source file as its entry. */
  const outputOf = (source: string): string =>
    Object.keys(outputs).find((name) => outputs[name]?.entryPoint === source) ?? '';

  it('is a program that the shell can run', () => {
    expect(entryText.startsWith('#!/usr/bin/env node\n')).toBe(true);
  });

  it.each(['list', 'status', 'pending', 'logs', 'respond'])(
    '%s loads the parser, the client, and nothing heavy',
    (verb) => {
      const sources = [outputOf('src/main.ts'), outputOf('src/cli/run.ts'), outputOf(`src/cli/verbs/${verb}.ts`)];
      const loaded = sources.flatMap((name) => [...loadedBy(name)]);
      expect(loaded).toContain(`src/cli/verbs/${verb}.ts`);
      expect(loaded).toContain('src/api/client.ts');
      const packages = loaded.filter((path) => path.startsWith('node_modules/'));
      expect(packages.filter((path) => !path.startsWith('node_modules/commander/'))).toEqual([]);
      expect(loaded).not.toContain('src/api/methods.ts');
      expect(loaded.filter((path) => /^src\/(daemon|policy|store|terminal|claude|session|brain)\//.test(path))).toEqual(
        [],
      );
    },
  );

  it('has the SDK beside the program, which loads next to nothing before it is called, and neither schemas nor packages before it reads tasks', () => {
    expect([...loadedBy(outputOf('src/sdk/index.ts'))].filter((path) => path.startsWith('src/'))).toEqual(
      expect.arrayContaining(['src/sdk/index.ts', 'src/sdk/failure.ts']),
    );
    expect([...loadedBy(outputOf('src/sdk/index.ts'))]).not.toContain('src/api/client.ts');
    const loaded = [...loadedBy(outputOf('src/sdk/calls.ts'))];
    expect(loaded).toContain('src/api/client.ts');
    expect(loaded).not.toContain('src/api/methods.ts');
    expect(
      loaded.filter((path) =>
        /^node_modules|^src\/(daemon|policy|store|terminal|claude|session|brain|cli)\//.test(path),
      ),
    ).toEqual([]);
  });
});
