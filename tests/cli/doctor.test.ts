import { chmodSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../src/api/methods.ts';
import { PccError } from '../../src/base/errors.ts';
import { daemonSample } from '../api/samples.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import { ran } from './testIo.ts';

type Check = Result<'cli.check'>;

const ok = { family: 'Bash', result: 'ok', note: '' } as const;
const wrong = { family: 'WebFetch', result: 'wrong', note: 'read as \u001b[31midle' } as const;
const known: Check = { path: '/opt/claude', version: '9.9.9', standing: 'unchecked', running: false, families: [] };

describe('doctor', () => {
  let daemon: FakeDaemon;
  let answers: (Partial<Check> | PccError)[];
  let brainIsReady: boolean;

  beforeEach(async () => {
    answers = [{}];
    brainIsReady = true;
    daemon = await fakeDaemon({
      'cli.check': () => {
        const next = answers.length > 1 ? answers.shift() : answers[0];
        if (next instanceof PccError) throw next;
        return { ...known, ...next };
      },
      'brain.check': () =>
        brainIsReady
          ? { brain: 'rules', ok: true, text: 'It has 2 answer rules of your own.' }
          : { brain: 'ollama', ok: false, text: 'Ollama does not run; start it with `ollama serve`.' },
      'daemon.status': () => daemonSample(),
    });
    chmodSync(daemon.home, 0o700);
  });

  afterEach(() => daemon.dispose());

  it('tells what is there, and 0 when nothing is amiss', async () => {
    const { status, out } = await ran({ home: daemon.home }, 'doctor');
    expect(status).toBe(0);
    expect(out).toMatch(/✓ {2}node/);
    expect(out).toContain('9.9.9, not checked, you are asked about every permission (/opt/claude)');
    expect(out).toContain('xterm-256color, no colours');
    expect(out).toMatch(/✓ {2}brain +rules: It has 2 answer rules of your own\.\n/);
  });

  it('tells what is amiss, and 1', async () => {
    answers = [new PccError('missing_program', "No 'claude' is on the PATH.")];
    chmodSync(daemon.home, 0o755);
    const { status, out } = await ran({ home: daemon.home }, 'doctor');
    expect(status).toBe(1);
    expect(out).toMatch(/✗ {2}home .*chmod 700/);
    expect(out).toMatch(/✗ {2}claude .*No 'claude' is on the PATH/);
  });

  it('a brain of new sessions that cannot be asked is amiss', async () => {
    brainIsReady = false;
    const { status, out } = await ran({ home: daemon.home }, 'doctor');
    expect(status).toBe(1);
    expect(out).toMatch(/✗ {2}brain +ollama: Ollama does not run; start it/);
  });

  it('--cli begins a check, follows it to its end and prints its table', async () => {
    answers = [
      { running: true, standing: 'checking' },
      { running: true, standing: 'checking', families: [ok] },
      { standing: 'failed', families: [ok, wrong], passed: false, tookMs: 31_400 },
    ];
    const { status, out, err } = await ran({ home: daemon.home }, 'doctor', '--cli', '--claude', './claude');
    expect(status).toBe(1);
    expect(err).toContain('  Bash …\n');
    expect(out).toContain('Bash      ✓ ok\n');
    expect(out).toMatch(/WebFetch {2}✗ wrong {2}read as .*idle\n/);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('claude 9.9.9 (/opt/claude) did not pass its check after 31 s: check failed');
    const params = daemon.calls.map(({ params: one }) => one);
    expect(params[0]).toMatchObject({ claude: `${daemon.home}/claude`, begin: true });
    expect(params[1]).toMatchObject({ begin: false, version: '9.9.9' });
  });

  it('--cli --json prints the whole of it, and 0 when it passed', async () => {
    answers = [{ standing: 'checked', families: [ok], passed: true, tookMs: 5 }];
    const { status, out, err } = await ran({ home: daemon.home }, 'doctor', '--cli', '--json');
    expect({ status, err, json: JSON.parse(out) as unknown }).toEqual({
      status: 0,
      err: '',
      json: { ...known, standing: 'checked', families: [ok], passed: true, tookMs: 5 },
    });
  });
});
