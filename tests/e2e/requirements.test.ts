import { readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { heldBy, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** A requirements file that people go on editing while its tasks are done, and the receipts of these tasks. */

let stage: Stage;

const plan = `# Overview\r
A small shop.\r
\r
# Tasks\r
- [ ] begin with the users [case:users]\r
  and nothing else\r
- [x] what was done long ago\r
- [ ] then the orders [case:orders]\r
- [ ] at last the bills [case:bills]`;

afterEach(async () => {
  await stage.strike();
});

interface Receipt {
  readonly receipt: {
    readonly state: string;
    readonly result?: string;
    readonly transcripts: readonly { path: string }[];
  };
  readonly faults: readonly string[];
}

describe.each(['2.1.98', '2.1.329'])('claude %s', (version) => {
  it('does the tasks of a file, one that is added meanwhile too, and each is ticked', async () => {
    stage = await Stage.set({
      version,
      trusted: true,
      script: {
        users: [heldBy('go on', says('Users are there.'))],
        orders: [says('Orders are there.')],
        added: [says('Added.')],
        bills: [says('Bills are there.')],
      },
    });
    stage.write('requirements.md', plan);
    const file = join(stage.project, 'requirements.md');
    const id = await stage.start('--requirements', file);
    await stage.untilStatus(id, 'a running turn', (status) => status.queue[0]?.state === 'running');
    const edited = `<!-- edited -->\r\n${plan.replace('- [ ] then', '- [ ] in between [case:added]\r\n- [ ] then')}`;
    stage.write('requirements.md.tmp', edited);
    renameSync(`${file}.tmp`, file);
    const { mode } = statSync(file);
    await stage.untilStatus(id, 'the added task', (status) => status.queue.length === 4);
    stage.api.open('go on');
    const status = await stage.untilDone(id);
    expect(status.queue.map(({ text }) => /\[case:(\w+)\]/.exec(text)?.[1])).toEqual([
      'users',
      'added',
      'orders',
      'bills',
    ]);
    await stage.until(
      'all boxes ticked',
      () => Promise.resolve(readFileSync(file, 'utf8')),
      (text) => text === edited.replaceAll('[ ]', '[x]'),
    );
    expect(statSync(file).mode).toBe(mode);
    for (const name of ['users', 'added', 'orders', 'bills']) expect(stage.promptsSent(`[case:${name}]`)).toBe(1);
    const { receipt, faults } = await stage.json<Receipt>('receipt', id, '1', '--check');
    expect(receipt).toMatchObject({
      state: 'done',
      claude: { version },
      prompts: [{ text: 'begin with the users [case:users]\nand nothing else' }],
      result: 'Users are there.',
    });
    expect(receipt.transcripts).toHaveLength(1);
    expect(faults).toEqual([]);
    // A tick that a person takes back is no new task, and a daemon that begins anew queues nothing twice.
    process.kill(await stage.daemonPid(), 'SIGKILL');
    stage.write('requirements.md', `${edited.replaceAll('[ ]', '[x]')}\r\n- [ ] once more [case:added]`);
    await stage.untilStatus(
      id,
      'the task that came later',
      ({ queue }) => queue.at(-1)?.text === 'once more [case:added]',
    );
    await stage.untilDone(id);
    expect((await stage.status(id)).queue).toHaveLength(5);
    expect(stage.promptsSent('[case:users]')).toBe(1);
  });
});
