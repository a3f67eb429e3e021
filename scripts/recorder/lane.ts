/**
 * A process that plays one recording after another, as its parent sends them; inside a namespace of its own where there is
 * one. It ends with its parent.
 */
import { present } from '../../src/base/assert.ts';
import { sentenceOf } from '../../src/base/errors.ts';
import { scenariosOf, writeFixture } from './fixture.ts';
import { playScenario } from './play.ts';
import type { Outcome, Task } from './task.ts';

async function outcomeOf(task: Task): Promise<Outcome> {
  const { version, program, size, show } = task;
  const beganMs = performance.now();
  let shown = '';
  const seconds = (): number => Math.round(performance.now() - beganMs) / 1_000;
  try {
    const all = scenariosOf(version, task.demo);
    const scenario = present(
      all.find(({ name }) => name === task.scenario),
      `there is a scenario ${task.scenario}`,
    );
    const take = await playScenario(scenario, {
      program,
      version,
      size,
      onLabel: (label, screen) => {
        if (show) shown += `${JSON.stringify(label)}\n${screen}\n${'='.repeat(size.cols)}\n`;
      },
    });
    if (!show) writeFixture(take, scenario, task);
    return { seconds: seconds(), shown };
  } catch (error) {
    return { seconds: seconds(), shown, failed: sentenceOf(error) };
  }
}

process.on('message', (task: Task) => {
  void outcomeOf(task).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => {
  process.exit(0);
});
