import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { calls, says } from '../../src/claude/lab/script.ts';
import { isAtWork, seeded, victims } from '../night/night.ts';
import { Stage } from './stage.ts';

/**
 * Ten of a night's kills on the real CLI, at random moments: nothing is lost and nothing is sent twice. Many more are tried on fake
 * CLIs in tests/night.
 */

const seed = Number(process.env.PCC_NIGHT_SEED ?? Date.now() % 1_000_000);
const kills = 5;
const backWithinMs = 10_000;
/** A status takes this long beside an idle machine; on a busy one everything takes longer. */
const idleStatusMs = 500;

let stage: Stage;

afterEach(async () => {
  await stage.strike();
});

function hostPid(): number {
  return Number(/\d+/.exec(readFileSync(join(stage.pccHome, 'run', 'ptyhost.lock'), 'utf8'))?.[0]);
}

async function pidsOf(victim: (typeof victims)[number], id: string): Promise<number[]> {
  switch (victim) {
    case 'daemon':
      return [await stage.daemonPid()];
    case 'host':
      return [hostPid()];
    case 'both':
      return [await stage.daemonPid(), hostPid()];
    case 'cli':
      return [(await stage.status(id)).pid ?? 0];
  }
}

describe.each(['2.1.98', '2.1.329'])('claude %s', (version) => {
  it(`outlives ${kills} kills at random moments (seed ${seed})`, { timeout: 400_000 }, async () => {
    stage = await Stage.set({
      version,
      trusted: true,
      script: ({ caseName, turn }) =>
        turn === 0
          ? calls('Bash', { command: `wc -l src/${caseName}.ts`, description: 'Count the lines' }, 'I count them.')
          : says(`All of ${caseName} is done.`),
    });
    const random = seeded(seed);
    const id = await stage.start('--task', 'begin [case:part-0]');
    await stage.untilStatus(id, 'a live session', ({ phase }) => phase === 'live');
    for (let kill = 1; kill <= kills; kill++) {
      await stage.pcc('send', id, `go through part ${kill} [case:part-${kill}]`);
      await new Promise((done) => setTimeout(done, random() * 4_000));
      const begun = performance.now();
      const victim = victims[Math.floor(random() * victims.length)] ?? 'daemon';
      const pids = await pidsOf(victim, id);
      const slowness = Math.max(1, (performance.now() - begun) / idleStatusMs);
      for (const pid of pids) if (pid > 0) process.kill(pid, 'SIGKILL');
      await stage.until(
        `work after kill ${kill} (${victim}, seed ${seed})`,
        () => stage.status(id),
        isAtWork,
        backWithinMs * slowness,
      );
    }
    const status = await stage.untilDone(id);
    expect(status.queue.filter(({ state }) => state !== 'done')).toEqual([]);
    const parts = Array.from({ length: kills + 1 }, (_, part) => `[case:part-${part}]`);
    expect(parts.map((text) => [text, stage.promptsSent(text), stage.promptsKept(text)])).toEqual(
      parts.map((text) => [text, 1, 1]),
    );
    expect(await stage.pending()).toEqual([]);
  });
});
