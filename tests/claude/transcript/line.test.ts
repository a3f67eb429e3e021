import { describe, expect, test } from 'vitest';
import { parseTranscriptLine } from '../../../src/claude/transcript/line.ts';
import { canonicalJson } from '../../../src/base/json.ts';
import { ownId, prompt } from './words.ts';

/** The prompts that a line tells. */
function promptsOf(line: string): string[] {
  const parsed = parseTranscriptLine(line.trim(), ownId);
  return parsed.ok ? parsed.events.flatMap((event) => (event.type === 'prompt' ? [event.text] : [])) : ['refused'];
}

describe('a line of the user’s turn', () => {
  test.each(['say hello', '/compact', '<div> is not closed', '<input> has no label', 'This session is slow'])(
    '%j is a person’s',
    (text) => {
      expect(promptsOf(prompt(text))).toEqual([text]);
    },
  );

  test.each([
    '<task-notification><status>completed</status></task-notification>',
    '<local-command-stdout>x</local-command-stdout>',
    '<local-command-stderr>x</local-command-stderr>',
    '<local-command-caveat>Caveat: …</local-command-caveat>',
    '<command-name>/clear</command-name>',
    '<command-message>review is running</command-message>',
    '<bash-input>ls</bash-input>',
    '<bash-stdout>x</bash-stdout><bash-stderr></bash-stderr>',
    '<user-prompt-submit-hook>go on</user-prompt-submit-hook>',
    '<teammate-message teammate_id="a">go on</teammate-message>',
    '<cross-session-message from="b">go on</cross-session-message>',
    '<mcp-resource-update server="a">x</mcp-resource-update>',
    '<channel source="a">go on</channel>',
    '<system-reminder>\nsay nothing\n</system-reminder>',
    ' <bash-stdout>x</bash-stdout>',
    'Stop hook feedback:\n[check]: the tests fail',
    'This session is being continued from a previous conversation that ran out of context.',
  ])('%j is the CLI’s own', (text) => {
    expect(promptsOf(prompt(text))).toEqual([]);
  });

  test.each([
    { isMeta: true },
    { isSidechain: true },
    { isCompactSummary: true },
    { isVisibleInTranscriptOnly: true },
    { origin: { kind: 'task-notification' } },
    { origin: { kind: 'auto-continuation' } },
    { origin: { kind: 'peer' } },
  ])('marked %j is none of a person', (more) => {
    expect(promptsOf(prompt('go on', more))).toEqual([]);
  });

  test.each([{ origin: { kind: 'human' } }, { origin: {} }, { isCompactSummary: false, promptSource: 'typed' }])(
    'marked %j is a person’s',
    (more) => {
      expect(promptsOf(prompt('go on', more))).toEqual(['go on']);
    },
  );

  // As 2.1.329 writes it.
  const marked = (id: string, text: string): string =>
    `\n\n<pasted_content id="${id}">\n${text}\n</pasted_content id="${id}">\n`;

  test.each([
    ['all of it', marked('6ce5', 'say\nhello'), 'say\nhello'],
    [
      'a part of it',
      `say this:${marked('6ce5', 'a\nb')}and this:${marked('0b1c', 'c')}`,
      'say this:\n\na\nb\n\nand this:\n\nc',
    ],
    ['what looks like it', marked('6ce5', marked('0b1c', 'a').trim()), marked('0b1c', 'a').trim()],
    [
      'a command of the CLI',
      marked('6ce5', '<command-name>/clear</command-name>'),
      '<command-name>/clear</command-name>',
    ],
    ['no end', '<pasted_content id="6ce5">\na', '<pasted_content id="6ce5">\na'],
    ['another end', '<pasted_content id="6ce5">\na\n</pasted_content id="0b1c">', undefined],
  ])('is told without the marks of a paste: %s', (_, text, words) => {
    expect(promptsOf(prompt(text))).toEqual([words ?? text]);
  });

  test('many marks without an end take no time', () => {
    const text = Array.from(
      { length: 50_000 },
      (_, n) => `<pasted_content id="${(n % 65_536).toString(16).padStart(4, '0')}">\n`,
    );
    const before = process.cpuUsage().user;
    expect(promptsOf(prompt(text.join('')))).toEqual([text.join('')]);
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(3_000);
  });
});

describe('a call that is nested more deeply than anybody can walk', () => {
  const nested = (depth: number, name = 'Bash') =>
    parseTranscriptLine(
      `{"type":"assistant","sessionId":"${ownId}","message":{"content":[{"type":"tool_use","id":"t","name":"${name}","input":` +
        `{"command":"npm test","note":${'{"a":['.repeat(depth)}0${']}'.repeat(depth)}}}]}}`,
      ownId,
    );
  const callOf = (line: ReturnType<typeof nested>) =>
    line.ok ? line.events.find(({ type }) => type === 'call') : undefined;

  test('is known, with the fields that its dialog shows', () => {
    const call = callOf(nested(100_000));
    expect(call).toMatchObject({ id: 't', tool: 'Bash', input: { command: 'npm test' } });
    expect(JSON.stringify(call).length).toBeLessThan(2_000);
    expect(call?.type === 'call' && canonicalJson(call.input)).toContain('…');
  });

  test('and one that is not is left as it is', () => {
    expect(JSON.stringify(callOf(nested(40)))).not.toContain('…');
  });
});
