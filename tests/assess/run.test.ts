import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assess } from '../../src/assess/run.ts';
import { testIo } from '../cli/testIo.ts';

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-assess-test-')));
  writeFileSync(join(home, 'claude'), '#!/bin/sh\n');
  chmodSync(join(home, 'claude'), 0o700);
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** An assessment whose work is a program that says that one check went well. */
async function assessed(request: { report?: string; json: boolean }): Promise<[number, string, string]> {
  const check = { part: 'order', name: 'in order', outcome: 'ok', tookMs: 5, note: '' };
  const words = [{ say: 'check', check }, { say: 'over' }].map((word) => JSON.stringify(word));
  const program = `for (const word of ${JSON.stringify(words)}) console.log(word);`;
  const io = testIo({ home, self: [process.execPath, '-e', program] });
  const status = await assess(io, { claude: join(home, 'claude'), report: undefined, ...request });
  return [status, io.printed.out, io.printed.err];
}

it('tells what was found, and where its report is', async () => {
  const [status, out] = await assessed({ json: false });
  expect(status).toBe(0);
  expect(out).toMatch(/^✔ {2}order[^]*\nGood: 1 of 1 checks passed\.\n[^]*Report: .*\/reports\/assess-.*\.md\n$/);
});

it('tells what was found also where no report can be written, and fails', async () => {
  mkdirSync(join(home, 'folder'));
  const [status, out, err] = await assessed({ json: false, report: 'folder' });
  expect(status).toBe(1);
  expect(out).toContain('Good: 1 of 1 checks passed.');
  expect(out).not.toContain('Report:');
  expect(err).toContain("folder' cannot be written");
  const [, json] = await assessed({ json: true, report: 'folder' });
  expect(JSON.parse(json)).toMatchObject({ ok: true, report: null, parts: [{ name: 'order', ok: true }] });
});
