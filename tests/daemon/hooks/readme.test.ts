import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readAnswer } from '../../../src/daemon/hooks/hookWords.ts';

/** The hooks that the README shows do what it says of them. */

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const part = readme.slice(readme.indexOf('\n### Hooks\n'));
const example = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(part)?.[1] ?? '';

function placed(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-readme-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o700 });
  return path;
}

test.skipIf(spawnSync('jq', ['--version']).status !== 0)(
  'the guard refuses what it is to refuse, and nothing else',
  () => {
    const hook = placed('1-no-deploys', example('sh'));
    const say = (typed: string, more: object = {}) => {
      const task = { prompt: 'Go on.', typed, ...more };
      return readAnswer(spawnSync(hook, { input: JSON.stringify({ task }) }).stdout.toString());
    };
    expect(say('Test it.', { validation: 'First deploy it.' })).toEqual({ refuse: 'Deployments are mine.' });
    expect(say('Deploy it.')).toEqual({ refuse: 'Deployments are mine.' });
    expect(say('Test it.')).toEqual({});
  },
);

test('the module tells of what waits', async () => {
  const { default: hook } = (await import(placed('tell.mjs', example('js')))) as { default: (told: object) => unknown };
  const sent = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response());
  onTestFinished(() => {
    sent.mockRestore();
  });
  await hook({ session: 'app-1', pending: { n: 7, risk: 'HIGH', kind: 'permission', subject: 'rm -rf build' } });
  expect(sent).toHaveBeenCalledWith(expect.any(String), {
    method: 'POST',
    body: 'app-1: HIGH permission rm -rf build, pcc respond 7',
  });
});
