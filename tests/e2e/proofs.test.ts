import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { Execution, ExecutionProof } from '../../src/api/methods.ts';
import { receiptShape } from '../../src/api/rows/receipts.ts';
import { playedClis } from '../../src/claude/lab/cliVersions.ts';
import { calls, ownUuid, says } from '../../src/claude/lab/script.ts';
import { readResponse } from '../../src/daemon/proofs/response.ts';
import { Stage } from './stage.ts';

/** Receipts of lists, of the real CLI. */

let stage: Stage;

afterEach(async () => {
  await stage.strike();
});

async function verified(...args: string[]): Promise<{ readonly code: number; readonly proofs: ExecutionProof[] }> {
  const { code, stdout } = await stage.pcc('verify', ...args, '--json');
  return { code, proofs: JSON.parse(stdout) as ExecutionProof[] };
}

it.each(playedClis)('receipts of a list of %s fit everything, until something is changed', async (version) => {
  stage = await Stage.set({
    version,
    trusted: true,
    script: ({ turn }, typed) => {
      if (!typed.includes('Write src/add.ts')) return says(`All is well.\n\nexecution_uuid: ${ownUuid}`);
      return turn === 0
        ? calls('Write', { file_path: `${stage.project}/src/add.ts`, content: 'export const add = 1;\n' })
        : says(`Written.\n\nexecution_uuid: ${ownUuid}`);
    },
  });
  const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: stage.project, stdio: 'ignore' });
  git('init');
  git('add', '-A');
  git('-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-m', 'first');
  expect((await stage.pcc('verify')).code).toBe(0);

  const tasks = ['Write src/add.ts.', { prompt: 'Look at it.', verify: 'test -s src/add.ts' }];
  stage.write('list.json', JSON.stringify(tasks));
  const ran = await stage.pcc('exec', 'app/list.json', '--project', './app', '--allow-verify', '--json');
  expect(ran.code).toBe(0);
  const list = JSON.parse(ran.stdout) as Execution;
  const told = list.steps.map(({ response = '' }) => readResponse(readFileSync(response, 'utf8')));
  expect(told[0]).toMatchObject({
    files: { created: ['src/add.ts'], modified: [], deleted: [] },
    calls: [{ tool: 'Write', risk: 'LOW', action: 'approve', by: 'policy', outcome: 'confirmed' }],
  });
  expect(told[1]?.verifications).toMatchObject([{ ok: true, exitStatus: 0 }]);
  for (const one of told) {
    // What the CLI still wrote of the task before belongs to the next.
    expect(new Set(told.map((each) => each?.transcripts.at(-1)?.path)).size).toBe(2);
    const receipt = receiptShape.parse(JSON.parse(readFileSync(one?.tasks[0]?.receipt ?? '', 'utf8')));
    expect(receipt.prompts.map(({ sha256 }) => sha256)).toContain(one?.typed);
  }
  expect(await verified()).toMatchObject({ code: 0, proofs: [{ n: 2 }, { n: 1, faults: [], notes: [] }] });

  stage.write('src/add.ts', 'export const add = 2;\n');
  expect(await verified(list.steps[0]?.uuid ?? '')).toMatchObject({
    code: 0,
    proofs: [{ faults: [], notes: ["'src/add.ts' was changed since."] }],
  });
  const { path = '' } = told[1]?.transcripts.at(-1) ?? {};
  writeFileSync(path, readFileSync(path, 'utf8').replace('All is well.', 'All is bad!.'));
  rmSync(list.steps[0]?.receipt ?? '');
  const { code, proofs } = await verified('--last', '2');
  expect([code, proofs.map(({ ok }) => ok)]).toEqual([1, [false, false]]);
  expect(proofs[0]?.faults.join()).toContain('Changed: Bytes');
  expect(proofs[1]?.faults.join()).toContain('Missing: ');
});
