import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noBrain } from '../../src/brain/none.ts';
import { Attachments } from '../../src/daemon/attachments/attachments.ts';
import { handlersOf } from '../../src/daemon/handlers.ts';
import type { FileProblem } from '../../src/daemon/yamlFiles.ts';
import { temporaryFolder } from '../store/fixture.ts';
import { clock } from '../terminal/harness.ts';
import { makeRig, startPuppet } from './rig.ts';

const unused = (): never => {
  throw new Error('not used here');
};

test('a broken file of the own rules is a warning of every session that lives; broken answer rules make their brain unready', async () => {
  const rig = await makeRig();
  const { rulesFolder } = rig.home;
  const mine = { file: join(rulesFolder, 'mine.yaml'), sentence: 'mine.yaml, line 1, column 1: it is broken.' };
  const answers = {
    file: join(rulesFolder, 'answers.yaml'),
    sentence: 'answers.yaml, line 2, column 1: it is broken.',
  };
  const elsewhere = { file: join(temporaryFolder(), '.pcc', 'rules.yaml'), sentence: 'Of another project.' };
  let problems: FileProblem[] = [];
  const handlers = handlersOf({
    ...rig,
    clock,
    attachments: new Attachments(clock, () => 1),
    fleet: { watch: unused, putAway: unused },
    brainFor: (name) => ({ ...noBrain, name }),
    problems: () => problems,
    status: unused,
    stop: unused,
  });
  const { id } = await startPuppet(rig);
  const call = (method: 'session.status' | 'session.list' | 'brain.check', params: object): unknown =>
    handlers[method](params as never, undefined as never);
  const { warnings: before } = (await call('session.status', { id })) as { warnings: string[] };
  problems = [mine, answers, elsewhere];
  const warnings = [...before, mine.sentence, answers.sentence];
  expect(await call('session.status', { id })).toMatchObject({ warnings });
  expect(await call('session.list', {})).toMatchObject([{ warnings }]);
  const text = `${answers.sentence} Nobody is asked: what the rules leave open goes to a person.`;
  expect(await call('brain.check', { brain: 'rules' })).toEqual({ brain: 'rules', ok: false, text });
  expect(await call('brain.check', { brain: 'none' })).toMatchObject({ ok: true });
});
