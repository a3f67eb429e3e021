import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { isObject, parseJson } from '../../../src/base/json.ts';
import type { Script } from '../../../src/claude/lab/script.ts';
import { calls, heldBy, says } from '../../../src/claude/lab/script.ts';
import type { ScriptedApi } from '../../../src/claude/lab/scriptedApi.ts';
import { startScriptedApi } from '../../../src/claude/lab/scriptedApi.ts';

const running: ScriptedApi[] = [];

async function started(script: Script): Promise<ScriptedApi> {
  const api = await startScriptedApi(script);
  running.push(api);
  return api;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.close()));
});

const tools = [{ name: 'Bash' }];

function post(api: ScriptedApi, body: JsonObject, path = '/v1/messages?beta=true'): Promise<Response> {
  return fetch(`${api.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
}

function asking(text: string, more: JsonObject = {}): JsonObject {
  return { model: 'some-model', tools, messages: [{ role: 'user', content: text }], ...more };
}

/** The data of each server-sent event. */
function eventsOf(stream: string): JsonObject[] {
  return stream
    .split('\n\n')
    .map((event) => parseJson(event.split('\ndata: ')[1] ?? ''))
    .filter(isObject);
}

describe('the scripted API', () => {
  it('answers with one document what its script says for a case', async () => {
    const api = await started({ hello: [says('Good day.')] });
    const answer: unknown = await (await post(api, asking('Hi [case:hello]'))).json();
    expect(answer).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'some-model',
      content: [{ type: 'text', text: 'Good day.' }],
      stop_reason: 'end_turn',
    });
  });

  it('says that a request took in as many tokens as its script tells', async () => {
    const api = await started({ large: [{ ...says('Much.'), tokensIn: 150_000 }], small: [says('Little.')] });
    const usages: unknown[] = [];
    for (const name of ['large', 'small']) {
      const answer = (await (await post(api, asking(`Go [case:${name}]`))).json()) as JsonObject;
      const stream = await (await post(api, asking(`Go [case:${name}]`, { stream: true }))).text();
      usages.push(answer.usage, (eventsOf(stream)[0]?.message as JsonObject).usage);
    }
    expect(usages.map((usage) => (usage as JsonObject).input_tokens)).toEqual([150_000, 150_000, 100, 100]);
  });

  it('streams a call in the order of the API, with the whole input in its deltas', async () => {
    const api = await started({ run: [calls('Bash', { command: 'ls' }, 'I look.')] });
    const response = await post(api, asking('Go [case:run]', { stream: true }));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = eventsOf(await response.text());
    expect(events.map((event) => event.type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[4]).toMatchObject({ content_block: { type: 'tool_use', name: 'Bash', input: {} } });
    expect(events[5]).toMatchObject({ delta: { type: 'input_json_delta', partial_json: '{"command":"ls"}' } });
    expect(events[7]).toMatchObject({ delta: { stop_reason: 'tool_use' } });
  });

  it('gives long texts in pieces that make up the whole', async () => {
    const text = 'Grüße 👋 '.repeat(40);
    const api = await started({ long: [says(text)] });
    const events = eventsOf(await (await post(api, asking('[case:long]', { stream: true }))).text());
    const pieces = events.flatMap(({ delta }) =>
      isObject(delta) && typeof delta.text === 'string' ? [delta.text] : [],
    );
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(text);
  });

  it('takes the turn from the tool results after the case, not from those before it', async () => {
    const api = await started({ one: [says('first'), says('second')], two: [says('other')] });
    const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x', content: 'ok' }] };
    const messages = [{ role: 'user', content: '[case:one]' }, result];
    expect(await (await post(api, { tools, messages })).text()).toContain('second');
    const later = [...messages, { role: 'user', content: [{ type: 'text', text: 'now [case:two]' }] }];
    expect(await (await post(api, { tools, messages: later })).text()).toContain('other');
    expect(api.requests.map((request) => request.place)).toEqual([
      { caseName: 'one', turn: 1 },
      { caseName: 'two', turn: 0 },
    ]);
  });

  it('holds an answer until its gate is opened', async () => {
    const api = await started({ wait: [heldBy('go', { kind: 'message', blocks: [{ type: 'text', text: 'done' }] })] });
    const response = await post(api, asking('[case:wait]', { stream: true }));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('message_start');
    let held = true;
    const next = reader?.read().then((piece) => {
      held = false;
      return piece;
    });
    await fetch(api.url, { method: 'HEAD' });
    expect(held).toBe(true);
    api.open('go');
    expect((await next)?.value).toContain('content_block_start');
  });

  it('lets later answers pass a gate that is open', async () => {
    const api = await started({ wait: [heldBy('go', { kind: 'message', blocks: [{ type: 'text', text: 'done' }] })] });
    api.open('go');
    expect(await (await post(api, asking('[case:wait]'))).text()).toContain('done');
  });

  it('survives a caller that leaves while its answer is held', async () => {
    const api = await started({ wait: [heldBy('go', { kind: 'message', blocks: [] })], hello: [says('Good day.')] });
    const leave = new AbortController();
    const body = JSON.stringify(asking('[case:wait]', { stream: true }));
    await fetch(`${api.url}/v1/messages`, { method: 'POST', body, signal: leave.signal });
    leave.abort();
    api.open('go');
    expect(await (await post(api, asking('[case:hello]'))).text()).toContain('Good day.');
  });

  it('gives errors with their status, shape and headers', async () => {
    const api = await started({
      limit: [
        {
          kind: 'error',
          status: 429,
          type: 'rate_limit_error',
          message: 'No more.',
          headers: { 'x-should-retry': 'false' },
        },
      ],
    });
    const response = await post(api, asking('[case:limit]', { stream: true }));
    expect(response.status).toBe(429);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toEqual({ type: 'error', error: { type: 'rate_limit_error', message: 'No more.' } });
  });

  it('keeps side calls away from the script', async () => {
    const api = await started(() => says('from the script'));
    const side = await post(api, { messages: [{ role: 'user', content: 'A title for this [case:hello]' }] });
    expect(await side.text()).not.toContain('from the script');
    expect(api.requests[0]?.place).toBeUndefined();
  });

  it('counts tokens, answers a HEAD, and knows nothing else', async () => {
    const api = await started({});
    expect(await (await post(api, asking('x'), '/v1/messages/count_tokens')).json()).toEqual({ input_tokens: 100 });
    expect((await fetch(api.url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${api.url}/v1/models`)).status).toBe(404);
    expect((await fetch(`${api.url}/v1/messages`, { method: 'POST', body: 'no json' })).status).toBe(404);
  });

  it('keeps every request, and tells who waits for one that came before or comes later', async () => {
    const api = await started({});
    const later = api.requested((request) => request.place?.caseName === 'late', 5_000);
    await post(api, asking('[case:early]'));
    await post(api, asking('[case:late]'));
    expect(await later).toMatchObject({ method: 'POST', path: '/v1/messages', place: { caseName: 'late' } });
    expect(await api.requested((request) => request.place?.caseName === 'early', 0)).toBe(api.requests[0]);
    await expect(api.requested(() => false, 1)).rejects.toMatchObject({ code: 'timeout' });
  });
});
