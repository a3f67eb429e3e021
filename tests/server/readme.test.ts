import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { idOf, Lists } from './lists.ts';
import { stage, token, until } from './stage.ts';

/** What the README shows of the server is run as it stands there, with a `pcc` that tells of a server with made-up lists. */

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** The first example of a language behind a heading. */
function example(heading: string, language: string): string {
  const part = readme.slice(readme.indexOf(`\n${heading}\n`));
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(part)?.[1] ?? '';
}

async function begun(
  lists: Lists,
  argv: readonly [string, ...string[]],
): Promise<{ child: ChildProcess; out: Promise<string>; errors: Promise<string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-readme-'));
  const { server } = await stage({
    ...lists.handlers,
    'auth.status': () => ({ installed: true, version: '2.1.0', loggedIn: true, by: 'subscription', how: 'Nothing.' }),
    'execution.control': ({ id, action }) => {
      const told = lists.handlers['execution.status'];
      if (!told || action === 'resume') throw new Error('Nothing else is asked for.');
      return told({ id }, undefined as never);
    },
    'pending.list': () => [],
    'metrics.get': () => ({ metrics: [] }),
  });
  writeFileSync(join(folder, 'token'), `${token}\n`);
  const told = JSON.stringify({ url: server.url, tokenFile: join(folder, 'token') });
  writeFileSync(join(folder, 'pcc'), `#!/bin/sh\ncase "$*" in *--json*) echo '${told}';; esac\n`, { mode: 0o700 });
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, out: text(child.stdout), errors: text(child.stderr) };
}

/** What a program begins is a list of this id. */
const begunId = idOf(999);

test('the program that speaks over the WebSocket runs a list, streams it and ends with it', async () => {
  const lists = new Lists();
  const program = example('#### HTTP and WebSocket', 'js');
  const flags = process.versions.node.startsWith('20.') ? ['--experimental-websocket', '--no-warnings'] : [];
  const { child, out, errors } = await begun(lists, [process.execPath, ...flags, '--input-type=module', '-e', program]);
  await until(() => lists.asked.watch > 0);
  lists.append(begunId, 'The main file is häuptling.ts.\n');
  lists.end(begunId);
  const [code] = (await once(child, 'exit')) as [number];
  expect([code, await out, await errors]).toEqual([0, 'The main file is häuptling.ts.\n', '']);
});

const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

test.skipIf(!isThere('curl') || !isThere('jq'))('every line of the shell is answered', async () => {
  const lists = new Lists();
  const script = example('#### HTTP and WebSocket', 'sh');
  const { child, out, errors } = await begun(lists, ['sh', '-euc', `${script}\necho; echo "$ID"`]);
  await until(() => lists.asked.output > 0);
  lists.append(begunId, 'said');
  lists.end(begunId);
  const [code] = (await once(child, 'exit')) as [number];
  const said = await out;
  expect([code, await errors]).toEqual([0, '']);
  expect(said).toContain('"loggedIn":true');
  expect(said).toContain('"text":"said","next":4');
  expect(said).toContain('pcc_server_http_requests_total');
  expect(said.trim().split('\n').at(-1)).toBe(begunId);
  expect(said).not.toMatch(/"error"/);
});
