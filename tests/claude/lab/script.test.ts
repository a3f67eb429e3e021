import { describe, expect, it } from 'vitest';
import { placeIn, replyAt, says } from '../../../src/claude/lab/script.ts';

describe('the place of a conversation', () => {
  it.each([
    ['nothing typed', [], { caseName: '', turn: 0 }],
    ['no case named', [{ role: 'user', content: 'hello' }], { caseName: '', turn: 0 }],
    ['a case', [{ role: 'user', content: 'go [case:a-1]' }], { caseName: 'a-1', turn: 0 }],
    ['the last of several', [{ role: 'user', content: '[case:a] [case:b]' }], { caseName: 'b', turn: 0 }],
    ["the assistant's words do not count", [{ role: 'assistant', content: '[case:a]' }], { caseName: '', turn: 0 }],
    [
      "the CLI's reminders do not count",
      [{ role: 'user', content: [{ type: 'text', text: '<system-reminder>[case:a]</system-reminder>' }] }],
      { caseName: '', turn: 0 },
    ],
    [
      'a case inside a tool result does not count',
      [
        { role: 'user', content: '[case:a]' },
        { role: 'user', content: [{ type: 'tool_result', content: '[case:b]' }, { type: 'tool_result' }] },
      ],
      { caseName: 'a', turn: 2 },
    ],
    ['messages that are none', [null, 'x', { role: 'user', content: 5 }], { caseName: '', turn: 0 }],
  ])('%s', (_what, messages, place) => {
    expect(placeIn({ messages })).toEqual(place);
  });
});

describe('a script as a table', () => {
  const script = { a: [says('one'), says('two')] };

  it('repeats its last reply', () => {
    expect(replyAt(script, { caseName: 'a', turn: 0 })).toEqual(says('one'));
    expect(replyAt(script, { caseName: 'a', turn: 7 })).toEqual(says('two'));
  });

  it('says so where it says nothing, also for names that every object has', () => {
    const silent = replyAt({}, { caseName: 'a', turn: 0 });
    expect(silent).toMatchObject({ kind: 'message' });
    expect(replyAt(script, { caseName: 'constructor', turn: 0 })).toBe(silent);
  });
});
