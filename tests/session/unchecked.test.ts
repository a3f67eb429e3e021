import { expect, test } from 'vitest';
import { tell } from './tell.ts';
import { bash, cli, done, high, idle, judged, leaves, low, pending, respond, shows, takes, trust } from './words.ts';

/** A version of the CLI that pcc has not checked: whatever would be approved is asked of a person. */

const dialog = bash('npm test');
const asks = [pending('a', 'npm test'), shows(dialog), judged('a', dialog, low)];

test('what would be approved waits for a person, and is judged anew when the check passes', () => {
  expect(
    tell([...asks, cli('checked'), judged('a', dialog, low)], { after: [cli('unchecked'), idle] }),
  ).toMatchInlineSnapshot(`
      "call a: Bash {"command":"npm test"}
      screen: permission Bash npm test
        wait no more: witness
        judge a
      judged a for 'Bash npm test': LOW approve
        decide s#1: LOW escalate by policy (pcc has not checked this version of the CLI, or its check failed: you are asked. \`pcc doctor --cli\` tells more. Understood.)
        wait no more: witness
        ask a person s#1
      version of the CLI: checked
        take back s#1 (The version of the CLI passed its check.)
        wait no more: witness
        judge a
      judged a for 'Bash npm test': LOW approve
        decide s#2: LOW approve by policy 'Yes' (Understood.)
        type s:1: key 1 of 'Yes' for s#2
        wait: answer"
    `);
});

test('a failed check leaves the question where it is, and a person may answer it', () => {
  expect(
    tell([...asks, cli('unchecked'), respond(1, 'Yes'), done('a')], { after: [cli('unchecked'), idle] }),
  ).toMatchInlineSnapshot(`
      "call a: Bash {"command":"npm test"}
      screen: permission Bash npm test
        wait no more: witness
        judge a
      judged a for 'Bash npm test': LOW approve
        decide s#1: LOW escalate by policy (pcc has not checked this version of the CLI, or its check failed: you are asked. \`pcc doctor --cli\` tells more. Understood.)
        wait no more: witness
        ask a person s#1
      version of the CLI: unchecked
      person answers s#1: Yes
        decide s#2: LOW approve by human 'Yes' (A person chose 'Yes'.)
        type s:1: key 1 of 'Yes' for s#2
        wait: answer
        take back s#1 (Answered: Yes)
      result of a
        s#2 is confirmed"
    `);
});

test('what waits for another reason goes on waiting', () => {
  const told = tell([pending('a', 'npm test'), shows(dialog), judged('a', dialog, high), cli('checked')], {
    after: [cli('unchecked'), idle],
  });
  expect(told).toContain('ask a person s#1');
  expect(told).not.toContain('take back');
});

test('while the version is asked for nobody is asked and nothing is answered', () => {
  expect(
    tell([...asks, shows(dialog), cli('checked'), judged('a', dialog, low)], { after: [cli('asking'), idle] }),
  ).toMatchInlineSnapshot(`
      "call a: Bash {"command":"npm test"}
      screen: permission Bash npm test
        wait no more: witness
        judge a
      judged a for 'Bash npm test': LOW approve
      screen: permission Bash npm test
        wait no more: witness
        judge a
      version of the CLI: checked
      judged a for 'Bash npm test': LOW approve
        decide s#1: LOW approve by policy 'Yes' (Understood.)
        type s:1: key 1 of 'Yes' for s#1
        wait: answer"
    `);
});

test('the flag for the folder is held back as well', () => {
  expect(
    tell([shows(trust()), cli('unchecked'), cli('checked')], { trusted: true, after: [cli('asking')] }),
  ).toMatchInlineSnapshot(`
      "screen: trust ❯ Yes, I trust this folder
      version of the CLI: unchecked
        decide s#1: LOW escalate by policy (pcc has not checked this version of the CLI, or its check failed: you are asked. \`pcc doctor --cli\` tells more. The session was started with --trust.)
        wait no more: witness
        ask a person s#1
      version of the CLI: checked
        take back s#1 (The version of the CLI passed its check.)
        decide s#2: LOW approve by flag 'Yes, I trust this folder' (The session was started with --trust.)
        type s:1: key 1 of 'Yes, I trust this folder' for s#2
        wait: answer"
    `);
});

test('a check that passes while a human holds the pane takes the question back and judges when they have left', () => {
  const told = tell([...asks, takes, cli('checked'), leaves], { after: [cli('unchecked'), idle] });
  expect(told.split('\n').slice(-5)).toMatchInlineSnapshot(`
    [
      "version of the CLI: checked",
      "  take back s#1 (The version of the CLI passed its check.)",
      "human leaves",
      "  wait no more: witness",
      "  judge a",
    ]
  `);
});
