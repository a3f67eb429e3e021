import { afterEach, describe, expect, it } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import { ran } from './testIo.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.dispose();
  daemon = undefined;
});

/** A daemon whose brains run, but for Ollama. */
async function started(): Promise<FakeDaemon> {
  let current: 'none' | 'rules' | 'ollama' | 'gemini' = 'rules';
  daemon = await fakeDaemon({
    'config.set': ({ key, value }) => {
      if (value !== 'ollama' && value !== 'gemini' && value !== 'none')
        throw new PccError('invalid_input', `'${key}' must be one of none, rules, ollama, gemini, not "${value}".`);
      current = value;
      return { key, value };
    },
    'brain.check': ({ brain = current }) =>
      brain === 'ollama'
        ? { brain, ok: false, text: 'Ollama does not run;\u001b[2J start it with `ollama serve`.' }
        : { brain, ok: true, text: 'All is well.' },
  });
  return daemon;
}

describe('pcc config brain', () => {
  it('shows the brain of new sessions and whether it can be asked', async () => {
    const { home, calls } = await started();
    expect(await ran({ home }, 'config', 'brain')).toEqual({
      status: 0,
      out: 'The brain of new sessions is rules.\nAll is well.\n',
      err: '',
    });
    expect(calls.map(({ method }) => method)).toEqual(['brain.check']);
  });

  it('sets it, says for which sessions, and looks', async () => {
    const { home, calls } = await started();
    expect(await ran({ home }, 'config', 'brain', 'gemini')).toEqual({
      status: 0,
      out: 'The brain of new sessions is gemini now; sessions that were started before keep theirs.\nAll is well.\n',
      err: '',
    });
    expect(calls).toEqual([
      { method: 'config.set', params: { key: 'brain.default', value: 'gemini' } },
      { method: 'brain.check', params: {} },
    ]);
  });

  it('one that cannot be asked is set all the same, and needs a human', async () => {
    const { home } = await started();
    const { status, out } = await ran({ home }, 'config', 'brain', 'ollama');
    expect(status).toBe(4);
    expect(out).toBe(
      'The brain of new sessions is ollama now; sessions that were started before keep theirs.\n' +
        'Ollama does not run;␛[2J start it with `ollama serve`.\n',
    );
    expect((await ran({ home }, 'config', 'brain', '--json')).out).toBe(
      '{"brain":"ollama","ok":false,"text":"Ollama does not run;\\u001b[2J start it with `ollama serve`."}\n',
    );
  });

  it('an unknown one is refused by name', async () => {
    const { home, calls } = await started();
    const { status, out, err } = await ran({ home }, 'config', 'brain', 'olama');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toBe('pcc: \'brain.default\' must be one of none, rules, ollama, gemini, not "olama".\n');
    expect(calls).toHaveLength(1);
  });
});
