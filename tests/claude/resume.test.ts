import { expect, test } from 'vitest';
import { continuesConversation, resumeArguments } from '../../src/claude/resume.ts';
import { parseTranscriptLine } from '../../src/claude/transcript/line.ts';

const id = '11111111-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';

test.each<[string, readonly string[], readonly string[]]>([
  [
    'what named the session goes',
    ['--permission-mode', 'default', '--session-id', other],
    ['--permission-mode', 'default'],
  ],
  ['also in its other forms', [`--resume=${other}`, '-r', other, '--fork-session', '--verbose'], ['--verbose']],
  ['a prompt is not sent a second time', ['--model', 'opus', 'fix the bug'], ['--model', 'opus']],
  ['nor one behind an option that stands alone', ['--verbose', 'fix the bug'], ['--verbose']],
  ['nor one behind two dashes', ['--add-dir', '../a', '../b', '--', 'fix it'], ['--add-dir', '../a', '../b']],
  [
    'options with many words keep them',
    ['--allowedTools', 'Bash(git:*)', 'Edit', '--model', 'opus'],
    ['--allowedTools', 'Bash(git:*)', 'Edit', '--model', 'opus'],
  ],
  ['an option with its value in one word takes no other', ['--model=opus', 'fix the bug'], ['--model=opus']],
])('%s', (_what, args, kept) => {
  expect(resumeArguments(args, { id, how: 'resume' })).toEqual([...kept, '--resume', id]);
  expect(resumeArguments(args, { id, how: 'begin' })).toEqual([...kept, '--session-id', id]);
});

test('a line that was resumed is resumed again in the same words', () => {
  const once = resumeArguments(['--model', 'opus', 'do it'], { id, how: 'begin' });
  expect(resumeArguments(once, { id, how: 'resume' })).toEqual(['--model', 'opus', '--resume', id]);
});

test('what a resumed CLI writes for an answer that was never given ends no turn', () => {
  const line = (text: string): string =>
    JSON.stringify({
      type: 'assistant',
      sessionId: id,
      isApiErrorMessage: false,
      message: {
        role: 'assistant',
        model: '<synthetic>',
        stop_reason: 'stop_sequence',
        content: [{ type: 'text', text }],
      },
    });
  expect(parseTranscriptLine(line('No response requested.'), id)).toEqual({ ok: true, events: [], mayEnd: false });
  expect(parseTranscriptLine(line('Something else.'), id)).toMatchObject({ mayEnd: true });
});

test('the context of a conversation that is taken up again is not empty', () => {
  expect(continuesConversation(['--resume', id])).toBe(true);
  expect(continuesConversation(['--model', 'opus', `-r=${id}`])).toBe(true);
  expect(continuesConversation(['--session-id', id, '--model', 'opus'])).toBe(false);
});
