import type { Execution, Status } from '../../api/methods.ts';
import { pause } from '../../base/clock.ts';
import { heldBy } from '../../claude/lab/script.ts';
import { limits } from '../../limits.ts';
import type { Bench } from '../bench.ts';
import { messageAnswer } from '../lab.ts';
import type { Part } from '../part.ts';
import { expectSame, expectThat } from '../part.ts';
import { stateOf } from '../processFacts.ts';
import { until } from '../until.ts';
import { RpcSocket } from '../webSocket.ts';
import { stepsOf } from './listChecks.ts';

/** PAUSE, RESUME and CANCEL act within this. */
const promisedMs = 1_000;
/** A paused list types nothing: so long nothing may come behind the end of a turn. */
const silenceMs = 2_000;

export const control: Part = {
  name: 'control',
  shows: 'PAUSE, RESUME and CANCEL of a list that works, each within a second',
  run: async (bench, tries) => {
    const words = bench.lab.words('control', 3);
    const [first = '', second = ''] = words;
    for (const word of words) bench.lab.answer(word, () => heldBy(word, messageAnswer(word)));
    const socket = await RpcSocket.open(await bench.server(), bench.clock);
    try {
      const list = new Steered(bench, socket);
      const begun = await tries.check('a list works', () => list.begin(words));
      if (!begun) return;
      await tries.within('PAUSE with freeze stops the processes', promisedMs, async () => {
        const startMs = bench.clock.monotonicMs();
        await list.control('pause', true);
        await until(bench.clock, 'stop of the processes', () => stateOf(list.pid) === 'stopped');
        return bench.clock.monotonicMs() - startMs;
      });
      await tries.within('RESUME sets them going', promisedMs, async () => {
        const startMs = bench.clock.monotonicMs();
        await list.control('resume');
        await until(bench.clock, 'going on of the processes', () => stateOf(list.pid) === 'running');
        return bench.clock.monotonicMs() - startMs;
      });
      await tries.within('PAUSE holds the list', promisedMs, () =>
        list.timed('pause', ({ held }) => held === 'paused'),
      );
      await tries.check('and nothing is typed behind the end of its turn', async () => {
        bench.lab.open(first);
        await until(bench.clock, 'end of the turn', async () => (await list.status()).counts.done === 1);
        await pause(bench.clock, silenceMs);
        expectThat(bench.lab.begunMs(second) === undefined, 'The next task was typed into a paused list.');
      });
      await tries.within('RESUME has the list go on', promisedMs, () =>
        list.timed('resume', ({ state }) => state === 'running'),
      );
      await tries.check('and the next task is typed', () => bench.lab.asked(second));
      await tries.within('CANCEL ends the list and its processes', promisedMs, async () => {
        const startMs = bench.clock.monotonicMs();
        await list.control('cancel');
        await until(bench.clock, 'end of the process', () => stateOf(list.pid) === 'gone');
        const tookMs = bench.clock.monotonicMs() - startMs;
        await until(bench.clock, 'end of the list', async () => (await list.status()).endedAt !== undefined);
        expectSame('The state', (await list.status()).state, 'cancelled');
        return tookMs;
      });
    } finally {
      for (const word of words) bench.lab.open(word);
      socket.close();
    }
  },
};

/** A list that is steered over a WebSocket. */
class Steered {
  readonly #bench: Bench;
  readonly #socket: RpcSocket;
  #id = '';
  /** Of its CLI. */
  pid = 0;

  constructor(bench: Bench, socket: RpcSocket) {
    this.#bench = bench;
    this.#socket = socket;
  }

  async begin(words: readonly string[]): Promise<void> {
    const { clock, lab, project } = this.#bench;
    ({ id: this.#id } = await this.#socket.call<Execution>('execute', { path: project, steps: stepsOf(words) }));
    await lab.asked(words[0] ?? '');
    await until(clock, 'session of the list', async () => (await this.status()).session !== undefined);
    const { session } = await this.status();
    const { pid } = await this.#socket.call<Status>('session.status', { id: session });
    expectThat(pid !== null, 'The session of the list has no process.');
    this.pid = pid;
  }

  control(action: 'pause' | 'resume' | 'cancel', freeze = false): Promise<Execution> {
    return this.#socket.call<Execution>('control', { id: this.#id, action, ...(freeze ? { freeze } : {}) });
  }

  status(): Promise<Execution> {
    return this.#socket.call<Execution>('execution.status', { id: this.#id });
  }

  /** Milliseconds until the list is told as it should be. */
  async timed(action: 'pause' | 'resume', isSo: (execution: Execution) => boolean): Promise<number> {
    const { clock } = this.#bench;
    const startMs = clock.monotonicMs();
    let told = await this.control(action);
    await until(
      clock,
      `list that is told so after ${action}`,
      async () => isSo(told) || isSo((told = await this.status())),
      limits.assessWaitMs,
    );
    return clock.monotonicMs() - startMs;
  }
}
