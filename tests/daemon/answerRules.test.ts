import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answersFileName, readAnswers, watchAnswers } from '../../src/daemon/answerRules.ts';
import { readRules } from '../../src/daemon/ruleFiles.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import { afterTest, tempFolder, until } from '../terminal/harness.ts';

const shipped = shippedRulesFolder();
const own = 'answers:\n  - { id: mine, when: {}, choose: "^sqlite$", reason: It is small. }\n';

it("follow the user's file, keep its last good version, and are given up with it", async () => {
  const user = join(tempFolder(), 'rules');
  const file = join(user, answersFileName);
  const live = watchAnswers({ shipped, user });
  afterTest(() => {
    live.dispose();
  });
  const ids = (): string[] => live.current.user.map(({ id }) => id);
  expect(ids()).toEqual([]);
  expect(live.current.shipped.length).toBeGreaterThan(0);
  mkdirSync(user);
  writeFileSync(file, own);
  await until('the new rule', () => ids().includes('mine'));
  writeFileSync(file, `${own}  - { id: bad, when: {}, choose: "(a+)+", reason: r }\n`);
  await until('the problem', () => live.problems.length > 0);
  expect(live.problems).toMatchObject([
    { file, sentence: expect.stringMatching(/line 3, column.*repeats a group/) as string },
  ]);
  expect(ids()).toEqual(['mine']);
  rmSync(file);
  await until('no rule', () => ids().length === 0);
  expect(live.problems).toEqual([]);
});

it('a file that is broken from the start is named and holds no rules', () => {
  const user = tempFolder();
  writeFileSync(join(user, answersFileName), 'answers: 3');
  const live = watchAnswers({ shipped, user });
  afterTest(() => {
    live.dispose();
  });
  expect(live.problems).toHaveLength(1);
  expect(live.current.user).toEqual([]);
  expect(() => readAnswers({ shipped, user })).toThrow(/line 1/);
});

it('are no rules of the policy', () => {
  const user = tempFolder();
  writeFileSync(join(user, answersFileName), own);
  expect(() => readRules({ shipped, user })).not.toThrow();
});
