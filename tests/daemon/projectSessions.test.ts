import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchRules } from '../../src/daemon/ruleFiles.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import { afterTest, tempFolder, until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import { decisionsOf, makeRig, startPuppet, untilTyped } from './rig.ts';
import { runningClock } from './runningClock.ts';

/** The rules of a project in a live session: real parts over a real PTY. */

const dialog = await screenAt('bash-simple-80x24', 'permission');

const noTest = `rules:
  - id: no-test
    action: escalate
    match: { regex: '^npm test' }
    reason: Tests cost money here.
`;

test('what a project forbids waits for a person; what is broken is a warning of the session; the last session lets go', async () => {
  const folder = tempFolder();
  const file = join(folder, 'app', '.pcc', 'rules.yaml');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, noTest);
  const rules = watchRules({ shipped: shippedRulesFolder() });
  afterTest(() => {
    rules.dispose();
  });
  const rig = await makeRig({ clock: runningClock().clock, folder, rules });
  const puppet = await startPuppet(rig);
  puppet.calls('c1', 'npm test');
  await puppet.show(dialog);
  await until('the question', () => rig.ledger.pending().length === 1, 30_000);
  expect(rig.ledger.pending()[0]).toMatchObject({ risk: 'LOW', subject: 'npm test' });
  expect(decisionsOf(rig, puppet.id)).toMatchObject([{ tool: 'Bash', action: 'escalate' }]);
  expect(puppet.typed()).toBe('');

  writeFileSync(file, 'rules: [');
  await until('the warning', () => rules.problems.length === 1, 30_000);
  expect(rig.sessions.status(puppet.id).warnings).toEqual([expect.stringMatching(/rules\.yaml, line 1, column 9/)]);

  rig.sessions.dispose();
  expect(rules.problems).toEqual([]);
});

test('what a project says is followed by a session that runs', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'app', '.pcc'), { recursive: true });
  const file = join(folder, 'app', '.pcc', 'rules.yaml');
  writeFileSync(file, noTest);
  const rules = watchRules({ shipped: shippedRulesFolder() });
  afterTest(() => {
    rules.dispose();
  });
  const rig = await makeRig({ clock: runningClock().clock, folder, rules });
  const puppet = await startPuppet(rig);
  let changed = false;
  rules.onChange(() => (changed = true));
  await until(
    'the change',
    () => {
      if (!changed) writeFileSync(file, 'rules: []\n');
      return changed;
    },
    30_000,
  );
  puppet.calls('c1', 'npm test');
  await puppet.show(dialog);
  await untilTyped(puppet, '1');
});
