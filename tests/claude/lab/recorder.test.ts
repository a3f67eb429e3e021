import { describe, expect, it } from 'vitest';
import { playAll } from '../../../scripts/recorder/lanes.ts';
import { tableOf } from '../../../scripts/recorder/table.ts';
import type { Outcome, Task } from '../../../scripts/recorder/task.ts';

function task(scenario: string, cols = 80, rows = 24): Task {
  return { version: '2.1.329', program: '/bin/false', demo: false, show: true, scenario, size: { cols, rows } };
}

describe('the table of what was recorded', () => {
  const ok: Outcome = { seconds: 4.26, shown: '' };

  it('has a row for each scenario and a column for each size, and tells why something failed', () => {
    const table = tableOf(
      [
        { task: task('start', 120, 40), outcome: ok },
        { task: task('start'), outcome: ok },
        { task: task('edit'), outcome: { ...ok, failed: 'It does not come.\nA whole screen\nbelow.' } },
      ],
      ['question-one'],
    );
    expect(table.split('\n')).toEqual([
      'scenario    80x24   120x40',
      'start       4.3 s    4.3 s',
      'edit       failed        -',
      'edit 80x24 could not be played: It does not come.',
      'question-one is nothing that this version offers.',
      '2 recorded, 1 failed.',
    ]);
  });
});

describe('recording', () => {
  it('goes on after a failure, and tells each once', { timeout: 60_000 }, async () => {
    const told: string[] = [];
    await playAll([task('start'), task('no-such-scenario'), task('modes')], 2, ({ scenario }, { failed }) => {
      told.push(`${scenario}: ${failed?.split('\n')[0] ?? 'recorded'}`);
    });
    expect(told.toSorted()).toEqual([
      expect.stringMatching(/^modes: Scenario 'modes' on 2\.1\.329: The screen does not come to show/),
      expect.stringMatching(/^no-such-scenario: there is a scenario no-such-scenario/),
      expect.stringMatching(/^start: Scenario 'start' on 2\.1\.329: The screen does not come to show/),
    ]);
  });
});
