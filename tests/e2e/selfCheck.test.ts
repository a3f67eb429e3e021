import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Result } from '../../src/api/methods.ts';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** A version of the real CLI that counts as unknown: it is checked in the background, and pcc gives no leave before it passes. */

let stage: Stage;

/** As if the CLI worded its one-time yes in a way that nobody has written down. */
const otherWording = 'schema: 1\nlabels:\n  - { id: yes-once, remove: true }\n';

afterEach(async () => {
  await stage.strike();
});

async function setStage(): Promise<void> {
  const file = (): string => join(stage.project, 'src/user.ts');
  stage = await Stage.set({
    version: newestCli,
    script: ({ turn }) =>
      turn === 0 ? calls('Write', { file_path: file(), content: 'export {};\n' }, 'I add it.') : says('Done.'),
  });
  await stage.pcc('config', 'set', 'check.shipped_versions', 'check');
}

/** What the daemon wrote down, for the case that the check fails. */
async function told(): Promise<string> {
  return readFile(join(stage.pccHome, 'logs/daemon.log'), 'utf8');
}

/** Folders of this home's checks, and processes that work in one. */
function leftOvers(): string[] {
  const whose = `pcc-check-${createHash('sha256').update(stage.pccHome).digest('hex').slice(0, 8)}-`;
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(whose));
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return [...folders, ...processes.filter((line) => line.includes(whose))];
}

it('is asked about until its check passes; then everything goes on by itself', async () => {
  await setStage();
  const id = await stage.start('--trust', '--task', 'add a user type [case:user]');
  const [item] = await stage.untilPending();
  expect(item).toMatchObject({ kind: 'trust', risk: 'LOW' });
  expect((await stage.status(id)).claudeCheck).toBe('checking');
  await stage.until(
    'the end of the check',
    () => stage.status(id),
    (status) => status.claudeCheck !== 'checking',
    150_000,
  );
  expect((await stage.status(id)).claudeCheck, await told()).toBe('checked');
  await stage.untilDone(id);
  expect(stage.has('src/user.ts')).toBe(true);
  expect(
    (await stage.answers(id)).map(({ kind, action, by, outcome }) => `${kind} ${action} ${by} ${outcome}`),
  ).toEqual(['trust escalate policy withdrawn', 'trust approve flag confirmed', 'permission approve policy confirmed']);
  expect(leftOvers()).toEqual([]);
}, 300_000);

it('fails where the wording is another, says what was seen, and leaves nothing behind', async () => {
  await setStage();
  const rules = join(stage.pccHome, 'rules');
  mkdirSync(rules, { recursive: true, mode: 0o700 });
  writeFileSync(join(rules, 'screens.yaml'), otherWording);
  const ran = await stage.pcc('doctor', '--cli', '--json');
  const check = JSON.parse(ran.stdout) as Result<'cli.check'>;
  expect({ code: ran.code, passed: check.passed, standing: check.standing }).toEqual({
    code: 1,
    passed: false,
    standing: 'failed',
  });
  expect(check.families.filter(({ result }) => result === 'wrong').length).toBeGreaterThan(3);
  expect(check.families.find(({ family }) => family === 'Bash')?.note).toContain('read as menu');
  await stage.start('--trust');
  const [item] = await stage.untilPending();
  expect(item).toMatchObject({ kind: 'trust' });
  expect(leftOvers()).toEqual([]);
}, 300_000);

it('ends with all it started when the daemon is killed', async () => {
  await setStage();
  const id = await stage.start('--trust');
  await stage.untilStatus(id, 'the check', (status) => status.claudeCheck === 'checking');
  const pid = await stage.daemonPid();
  const looks = (): Promise<string[]> => Promise.resolve(leftOvers());
  await stage.until('a CLI of the check', looks, (left) =>
    left.some((line) => line.includes('--session-id') || line.includes('/app')),
  );
  process.kill(pid, 'SIGKILL');
  await stage.until('the end of the check', looks, (left) => left.length === 0, 20_000);
});
