import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTypes } from '../../scripts/types.ts';
import { errorTable } from '../../src/base/errors.ts';

/** A project that uses the package knows nothing but its declarations, and compiles them with the strictest settings. */

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'pcc-types-'));
const own = join(folder, 'node_modules/perpetualcc');

beforeAll(() => {
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), readFileSync(join(root, 'package.json')));
  writeTypes(root, join(own, 'dist/types'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the compiler says of a file of that project. */
function complaints(source: string, resolution: 'NodeNext' | 'Bundler' = 'NodeNext'): string[] {
  const file = join(folder, 'use.mts');
  writeFileSync(file, source);
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    module: resolution === 'Bundler' ? ts.ModuleKind.ESNext : ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind[resolution],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const uses = `
import type { CcProgress, CcResult, CcStanding, CcTask, CcUsualObject } from 'perpetualcc';
import { CcError, ccExecute, ccExecuteList, exportExecutionHistory } from 'perpetualcc';
import { cancelExecution, pauseExecution, resumeExecution } from 'perpetualcc';

interface Count { readonly count: number }

export async function all(signal: AbortSignal, mode: boolean): Promise<void> {
  const text: string = await ccExecute('Say hello.', { timeoutMs: 5_000, signal });
  const usual: CcUsualObject = await ccExecute('Say hello.', { jsonMode: true });
  const counted: Count = await ccExecute<Count>('Count.', { schema: { type: 'object' } });
  const open: unknown = await ccExecute('Say hello.', { jsonMode: mode });
  const second: CcTask = { prompt: 'Two.', name: 'two', uses: [1], context: 'same', verify: 'npm test' };
  const progress = (event: CcProgress): void => {
    if (event.type === 'waiting') for (const { n, risk } of event.pending) String([n, risk]);
    if (event.type === 'task' && event.state === 'failed') String(event.why);
  };
  const results: CcResult[] = await ccExecuteList(
    ['One.', second, (earlier) => \`Not \${earlier[0]?.text ?? ''}.\`, async () => ({ prompt: 'Four.', jsonMode: true })],
    { path: '.', stream: (piece: string) => piece.length, onProgress: progress, generateReport: true, stopOnFailure: false },
  );
  const csv: string = await exportExecutionHistory({ format: 'csv', limit: 10 });
  const paused: CcStanding = await pauseExecution('3f0c1a52', { freeze: true });
  if (paused.held === 'frozen') await resumeExecution(paused.execution);
  else await cancelExecution(paused.execution, { home: '/srv/pcc' });
  try {
    String([text, usual.files_created.length, counted.count, open, results, csv]);
  } catch (error) {
    if (error instanceof CcError && error.code === 'cancelled') String(error.results.length);
  }
}
`;

describe('the declarations of the SDK', () => {
  test('stand alone and fit what a strict project does with them', () => {
    expect(complaints(uses)).toEqual([]);
    expect(complaints(uses, 'Bundler')).toEqual([]);
    expect(readdirSync(join(own, 'dist/types')).sort()).toEqual(['failure.d.ts', 'index.d.ts', 'options.d.ts']);
  });

  test('fit the example of the README', () => {
    const [, example = ''] = /^```ts\n([^]*?)^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
    expect(example).toContain("from 'perpetualcc'");
    expect(complaints(`${example}\nString([text, result, files_created, results, csv]);`)).toEqual([]);
  });

  test('tell what is wrong, each on its line', () => {
    const wrong: [source: string, said: string][] = [
      ["await ccExecute('a', { jsonMod: true })", 'jsonMod'],
      ["await ccExecuteList([{ promt: 'a' }])", 'promt'],
      ["const n: number = await ccExecute('a')", "'string' is not assignable to type 'number'"],
      ["await ccExecuteList(['a'], { brain: 'mine' })", 'mine'],
      ["await import('perpetualcc/dist/sdk.js')", 'Cannot find module'],
    ];
    const lines = wrong.map(([source]) => `${source};`);
    const found = complaints(["import { ccExecute, ccExecuteList } from 'perpetualcc';", ...lines].join('\n'));
    expect(found).toHaveLength(wrong.length);
    for (const [source, said] of wrong)
      expect([source, found.join('\n')]).toEqual([source, expect.stringContaining(said)]);
  });

  test('know every code that an error of pcc can have', () => {
    const told = readFileSync(join(own, 'dist/types/failure.d.ts'), 'utf8');
    for (const code of Object.keys(errorTable)) expect(told).toContain(`'${code}'`);
  });
});
