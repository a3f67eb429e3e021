import { describe, expect, it } from 'vitest';
import type { AssessRequest } from '../../src/face/io.ts';
import { ran } from './testIo.ts';

/** What the verbs hand to the assessment, and what they refuse. */
async function asked(...argv: string[]) {
  const requests: [string, AssessRequest][] = [];
  const engine = {
    assess: (_io: unknown, request: AssessRequest) => Promise.resolve(requests.push(['assess', request]) - 1),
    stress: (_io: unknown, request: AssessRequest) => Promise.resolve(requests.push(['stress', request]) - 1),
  };
  const told = await ran({ home: '/none', engines: { assess: () => Promise.resolve(engine) } }, 'test', ...argv);
  return { ...told, requests };
}

describe('pcc test assess', () => {
  it('assesses all, or one part, and gives the status', async () => {
    const all = { claude: undefined, report: undefined, json: false };
    expect((await asked('assess')).requests).toEqual([['assess', all]]);
    const { requests, status } = await asked('assess', 'control', '--claude', './claude', '--report', 'a.md', '--json');
    expect(requests).toEqual([['assess', { part: 'control', claude: './claude', report: 'a.md', json: true }]]);
    expect(status).toBe(0);
  });

  it.each([
    ['--report', ' '],
    ['--claude', ''],
  ])('refuses an empty %s', async (...words) => {
    expect((await asked('assess', ...words)).status).toBe(2);
  });
});

describe('pcc test stress', () => {
  it('hands on what is asked for', async () => {
    const { requests } = await asked('stress', '--tasks', '5', '--parallel', '8', '--clients', '200');
    expect(requests).toMatchObject([['stress', { tasks: 5, parallel: 8, clients: 200 }]]);
    expect((await asked('stress', '--tasks', '1', '--parallel', '1')).requests).toMatchObject([
      ['stress', { clients: 0 }],
    ]);
  });

  it.each([
    [['--parallel', '2'], "'--tasks' is missing; give a number from 1 to 200."],
    [['--tasks', '2'], "'--parallel' is missing; give a number from 1 to 64."],
    [['--tasks', '0', '--parallel', '2'], "'--tasks 0' is no number from 1 to 200."],
    [['--tasks', 'two', '--parallel', '2'], "'--tasks two' is no number from 1 to 200."],
    [['--tasks', '2', '--parallel', '65'], "'--parallel 65' is no number from 1 to 64."],
    [['--tasks', '2', '--parallel', '2', '--clients', '-1'], "'--clients -1' is no number from 0 to 240."],
  ])('%j is refused', async (words, sentence) => {
    const { status, err, requests } = await asked('stress', ...words);
    expect([status, err, requests]).toEqual([2, `pcc: ${sentence}\n`, []]);
  });
});

it('shows both, with examples', async () => {
  const { out } = await ran({ home: '/none' }, 'test', '--help');
  for (const part of ['assess', 'stress', '$ pcc test stress --tasks 5']) expect(out).toContain(part);
});
