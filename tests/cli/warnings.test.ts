import { afterEach, expect, it } from 'vitest';
import { daemonSample } from '../api/samples.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { dangerous, fakeDaemon, session } from './fakeDaemon.ts';
import { ran } from './testIo.ts';

const halted = "The file '/home/me/.perpetualcc/STOP' is there,\u001b[2J so pcc types nothing; remove it.";
const line = "Warning: The file '/home/me/.perpetualcc/STOP' is there,␛[2J so pcc types nothing; remove it.\n";

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.dispose();
  daemon = undefined;
});

async function started(isHalted: boolean): Promise<FakeDaemon> {
  daemon = await fakeDaemon({
    'daemon.status': () =>
      daemonSample({ warnings: [isHalted ? halted : 'Another warning.'], ...(isHalted ? { halted } : {}) }),
    'session.list': () => [session()],
    'pending.list': () => [dangerous],
    'session.start': () => ({ id: 'app-1' }),
    'brain.check': ({ brain = 'rules' }) =>
      brain === 'ollama'
        ? { brain, ok: false, text: 'Ollama does not run; start it with `ollama serve`.' }
        : { brain, ok: true, text: 'All is well.' },
  });
  return daemon;
}

it.each([
  [['list']],
  [['list', '--json']],
  [['pending']],
  [['pending', '--json']],
  [['start', '.', '-d', '--task', 'go on']],
])('%j warns on one line while the kill switch is thrown, and does what it is for', async (argv) => {
  const { home } = await started(true);
  const off = await ran({ home }, ...argv);
  await daemon?.dispose();
  const on = await ran({ home: (await started(false)).home }, ...argv);
  expect(off).toEqual({ ...on, err: line });
  expect(on).toMatchObject({ status: 0, err: '' });
});

it('start warns where the brain that it names cannot be asked, and starts all the same', async () => {
  const { home, calls } = await started(false);
  expect(await ran({ home }, 'start', '.', '-d', '--brain', 'ollama')).toEqual({
    status: 0,
    out: 'app-1\n',
    err: 'Warning: The brain ollama cannot be asked as it is: Ollama does not run; start it with `ollama serve`.\n',
  });
  expect((await ran({ home }, 'start', '.', '-d', '--brain', 'rules')).err).toBe('');
  expect(calls.filter(({ method }) => method === 'session.start')).toHaveLength(2);
});
