import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../../src/claude/lab/scriptedApi.ts';
import type { Known } from './evidence.ts';
import { askWord, faultsIn, toldWord } from './evidence.ts';

/** What is taken for proof of order and of contexts that are not shared must find out the contrary. */

const uuids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const known: Known = {
  list: 'a',
  steps: [
    { n: 1, uuid: uuids[0], uses: [] },
    { n: 2, uuid: uuids[1], uses: [1] },
  ],
};
const quoted = `<result-of-task-1-22222222>\nIt is ${toldWord('a', 1)}.\n</result-of-task-1-22222222>`;
const first = `Tell ${askWord('a', 1)}.\n\nexecution_uuid: ${uuids[0]}`;
const second = `${quoted}\n\nTell ${askWord('a', 2)}.\n\nexecution_uuid: ${uuids[1]}`;

/** A request of a conversation. */
function request(conversation: string, texts: readonly string[], turn = 0): RecordedRequest {
  const messages = texts.map((text) => ({ role: 'user', content: [{ type: 'text', text }] }));
  const body = { messages, metadata: { user_id: JSON.stringify({ session_id: conversation }) } };
  return { method: 'POST', path: '/v1/messages', body, place: { caseName: '', turn } };
}

function side(text: string): RecordedRequest {
  return { method: 'POST', path: '/v1/messages', body: { messages: [{ role: 'user', content: text }] } };
}

const good = [request('one', [first]), side(`A title for: ${first}`), request('two', [second])];

describe('the requests of a list', () => {
  it('hold nothing but what they should', () => {
    expect(faultsIn(good, [known])).toEqual([]);
  });

  it.each<readonly [string, readonly RecordedRequest[], string]>([
    ['a task is missing', good.slice(0, 2), 'There was no request of task 2'],
    ['a task is begun twice', [...good, request('two', [second])], 'task 2 of a was begun 2 times'],
    ['a prompt stands twice', [good[0] ?? side(''), request('two', [second, second])], 'stands 2 times'],
    ['one comes too early', [...good, request('one', [first], 1)], 'Request 2 of task 2 of a came before request 3'],
    ['a prompt is remembered', [good[0] ?? side(''), request('two', [first, second])], 'the prompts of several tasks'],
    [
      'an answer is remembered',
      [good[0] ?? side(''), request('two', [`It is ${toldWord('a', 1)}.`, second])],
      `holds ${toldWord('a', 1)}`,
    ],
    ['an answer stands alone', [...good, side(toldWord('a', 2))], 'and no prompt'],
    ['a uuid is remembered', [good[0] ?? side(''), request('two', [second, uuids[0]])], 'the uuid of task 1'],
    [
      'a quotation that nobody asked for',
      [request('one', [`${quoted.replace(toldWord('a', 1), toldWord('a', 2))}\n${first}`]), good[2] ?? side('')],
      'quotes task 1',
    ],
    ['a result is not given', [good[0] ?? side(''), request('two', [second.replace(quoted, '')])], 'was not given'],
    ['a conversation goes on', [good[0] ?? side(''), request('one', [second])], 'One conversation of the CLI is of'],
  ])('tell where %s', (_, requests, fault) => {
    expect(faultsIn(requests, [known]).join('\n')).toContain(fault);
  });
});
