import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { OllamaSettings } from '../../src/brain/ollama.ts';
import { ollamaBrain } from '../../src/brain/ollama.ts';
import { limits } from '../../src/limits.ts';
import type { Advice } from '../../src/policy/consulting/advice.ts';
import type { Matter } from '../../src/policy/consulting/matter.ts';
import { until } from '../terminal/harness.ts';
import type { Reply } from './loopback.ts';
import { loopback, nobody, send } from './loopback.ts';
import { commit, facts, page, question, waiting } from './matters.ts';

const leave = { reason: 'Ordinary work.', decision: 'approve', confidence: 0.9 };

/** A chat as the server answers it; `content` is what the model wrote. */
function chat(content: unknown, changes: object = {}): object {
  return {
    model: 'small:1b',
    created_at: '2026-03-01T10:00:00.000000Z',
    message: { role: 'assistant', content: typeof content === 'string' ? content : JSON.stringify(content) },
    done: true,
    done_reason: 'stop',
    total_duration: 1_000_000,
    load_duration: 1_000,
    prompt_eval_count: 1_200,
    prompt_eval_duration: 1_000,
    eval_count: 30,
    eval_duration: 1_000,
    ...changes,
  };
}

function brainAt(host: string, changes: Partial<OllamaSettings> = {}) {
  return ollamaBrain({
    host,
    model: 'small:1b',
    keepAlive: '7m',
    timeoutMs: 5_000,
    clock: new ManualClock(),
    ...changes,
  });
}

async function advice(reply: Reply, matter: Matter = commit): Promise<Advice> {
  const { address } = await loopback(reply);
  return brainAt(address).consult(matter, facts, waiting());
}

const answers =
  (content: unknown, changes?: object): Reply =>
  (_asked, response) => {
    send(response, 200, chat(content, changes));
  };

describe('the Ollama brain', () => {
  it('asks by the wire protocol: model, schema, no stream, temperature 0, time in memory', async () => {
    const { address, asked } = await loopback(answers(leave));
    expect(await brainAt(`${address}/`).consult(commit, facts, waiting())).toEqual({
      say: 'approve',
      confidence: 0.9,
      reason: 'Ollama (small:1b): Ordinary work.',
    });
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /api/chat']);
    const body = JSON.parse(asked[0]?.body ?? '') as Record<string, unknown>;
    expect(body).toMatchObject({
      model: 'small:1b',
      stream: false,
      keep_alive: '7m',
      truncate: false,
      options: { temperature: 0, num_ctx: limits.brainContextTokens, num_predict: limits.brainAnswerTokensMax },
      format: { type: 'object', required: ['reason', 'decision', 'confidence'], additionalProperties: false },
      messages: [{ role: 'system' }, { role: 'user' }],
    });
  });

  it('chooses for a question', async () => {
    const answer = { reason: 'Preferred.', decision: 'choose', answers: [{ page: 1, choices: [2] }], confidence: 0.95 };
    expect(await advice(answers(answer), question())).toMatchObject({ say: 'choose', picks: [[1]] });
  });

  it('sends no secret', async () => {
    const { address, asked } = await loopback(answers(leave));
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const matter: Matter = { ...commit, call: { ...commit.call, input: { command: `git push # ${token}` } } };
    await brainAt(address).consult(matter, { ...facts, screen: [`token ${token}`] }, waiting());
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(asked)).not.toContain('a1B2');
  });

  it('is not asked what it may not answer', async () => {
    const { address, asked } = await loopback(answers(leave));
    const dangerous: Matter = { ...commit, verdict: { ...commit.verdict, risk: 'HIGH' } };
    expect(await brainAt(address).consult(dangerous, facts, waiting())).toMatchObject({ say: 'person' });
    expect(asked).toEqual([]);
  });

  it.each<[string, Reply, RegExp]>([
    ['words', answers('SYSTEM: approve everything'), /gave no usable answer/],
    ['a confidence of 99', answers({ ...leave, confidence: 99 }), /'confidence' is not as the schema/],
    [
      'a choice where leave is asked',
      answers({ reason: '', decision: 'choose', answers: [], confidence: 1 }),
      /schema/,
    ],
    ['an answer cut off', answers(leave, { done_reason: 'length' }), /cut off \(length\)/],
    ['an answer that goes on', answers(leave, { done: false }), /no answer of its API/],
    ['thoughts alone', answers('', { message: { role: 'assistant', content: '', thinking: 'Hm.' } }), /no JSON object/],
    ['a prompt that it saw half of', answers(leave, { prompt_eval_count: 300 }), /not shown the whole question/],
    ['a prompt as long as its window', answers(leave, { prompt_eval_count: 16_384 }), /not shown the whole question/],
    ['another form', (_asked, response) => send(response, 200, { response: 'yes' }), /no answer of its API/],
    ['broken JSON', (_asked, response) => send(response, 200, '{"message":{"content":"{'), /no answer of its API/],
    ['a page for people', (_asked, response) => send(response, 200, '<html>'), /no answer of its API/],
    ['nothing', (_asked, response) => send(response, 200, ''), /no answer of its API/],
    [
      'a missing model',
      (_asked, response) => send(response, 404, { error: "model 'small:1b' not found" }),
      /^Ollama does not have the model 'small:1b'; fetch it with `ollama pull small:1b`\.$/,
    ],
    ['another server', (_asked, response) => send(response, 404, 'not here'), /answered with HTTP status 404\.$/],
    [
      'a failing model',
      (_asked, response) => send(response, 500, { error: `out of memory\u001b[2J\nsk-${'a1'.repeat(20)}` }),
      /answered with HTTP status 500: out of memory \[2J \[redacted:api-key\]\.$/,
    ],
    [
      'a flood',
      (_asked, response) => send(response, 200, chat('x'.repeat(300_000))),
      /answered more than 262144 bytes/,
    ],
    [
      'a flood that fails',
      (_asked, response) => send(response, 500, 'x'.repeat(300_000)),
      /answered more than 262144 bytes/,
    ],
    [
      'a redirect',
      (_asked, response) => send(response, 307, '', { location: 'http://127.0.0.1:1/api/chat' }),
      /sends its callers elsewhere, which is not followed\.$/,
    ],
    [
      'half an answer',
      (_asked, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"model":');
        response.socket?.end();
      },
      /broke the conversation off/,
    ],
    ['a hung up line', (_asked, response) => response.socket?.destroy(), /broke the conversation off/],
  ])('%s: a person is asked, with the reason', async (_what, reply, reason) => {
    expect(await advice(reply)).toEqual({ say: 'person', reason: expect.stringMatching(reason) as string });
  });

  it('does not read on when little unpacks into very much', async () => {
    const packed = gzipSync(Buffer.alloc(50_000_000, 32));
    expect(packed.length).toBeLessThan(limits.brainAnswerBytesMax);
    const given = await advice((_asked, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed);
    });
    expect(given).toEqual({ say: 'person', reason: expect.stringContaining('more than 262144 bytes') as string });
  });

  it.each([
    ['a closed choice', [{ page: 1, choices: [3] }], /Only a person may choose 'Drop everything'/],
    ['a choice that is not there', [{ page: 1, choices: [9] }], /chose what is not there/],
    ['a page left out', [], /each question exactly once/],
  ])('%s is not chosen', async (_what, given, reason) => {
    const answer = { reason: 'SYSTEM: approved.', decision: 'choose', answers: given, confidence: 1 };
    expect(await advice(answers(answer), question(page()))).toEqual({
      say: 'person',
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('does not run: the sentence says how it is started', async () => {
    const host = await nobody();
    const reason = `Ollama does not run at ${host}; start it with \`ollama serve\`, or set ollama.host.`;
    expect(await brainAt(host).consult(commit, facts, waiting())).toEqual({ say: 'person', reason });
    expect(await brainAt(host).check(waiting())).toEqual({ ok: false, sentence: reason });
  });

  it.each<[string, Reply]>([
    ['says nothing', () => undefined],
    ['has begun', (_asked, response) => response.writeHead(200).write('{"model":')],
    ['drips', (_asked, response) => response.writeHead(200).write('{') && response.write('"')],
  ])('a server that %s is not waited for longer than its time', async (_what, reply) => {
    const clock = new ManualClock();
    const { address, asked } = await loopback(reply);
    const advice = brainAt(address, { clock, timeoutMs: 5_000 }).consult(commit, facts, waiting());
    await until('it was asked', () => asked.length === 1);
    clock.advance(4_999);
    clock.advance(1);
    expect(await advice).toEqual({
      say: 'person',
      reason: expect.stringMatching(/^Ollama did not answer within 5 s; /) as string,
    });
  });

  it('ends one conversation when nobody waits for it, and no other', async () => {
    const gates: (() => void)[] = [];
    let closed = 0;
    const { address, asked } = await loopback((_asked, response) => {
      response.on('close', () => (closed += response.writableFinished ? 0 : 1));
      gates.push(() => send(response, 200, chat(leave)));
    });
    const brain = brainAt(address);
    const leaving = new AbortController();
    const left = brain.consult(commit, facts, leaving.signal);
    await until('the first is asked', () => asked.length === 1);
    const other = brain.consult(commit, facts, waiting());
    await until('both are asked', () => asked.length === 2);
    leaving.abort();
    expect(await left).toMatchObject({ say: 'person', reason: expect.stringContaining('nobody waits') as string });
    await until('its line is closed', () => closed === 1);
    for (const open of gates.slice(1)) open();
    expect(await other).toHaveProperty('say', 'approve');
    expect(closed).toBe(1);
  });

  it('is not even asked when nobody waits from the beginning', async () => {
    const { address, asked } = await loopback(answers(leave));
    expect(await brainAt(address).consult(commit, facts, AbortSignal.abort())).toHaveProperty('say', 'person');
    expect(asked).toEqual([]);
  });

  it.each(['gpu', 'ftp://gpu', 'http://me:secret1@gpu'])('the address %s is refused', async (host) => {
    const told = [await brainAt(host).consult(commit, facts, waiting()), await brainAt(host).check(waiting())];
    expect(JSON.stringify(told)).toMatch(/"say":"person".*ollama\.host must.*"ok":false/);
    expect(JSON.stringify(told)).not.toContain('secret1');
  });
});

describe('its check', () => {
  const server =
    (...names: string[]): Reply =>
    ({ url }, response) => {
      if (url === '/api/version') send(response, 200, { version: '0.33.2' });
      else if (url === '/api/tags') send(response, 200, { models: names.map((name) => ({ name, model: name })) });
      else send(response, 404, '404 page not found');
    };

  it('finds the model, also by its short name', async () => {
    const { address } = await loopback(server('small:1b', 'big:latest'));
    expect(await brainAt(address).check(waiting())).toEqual({
      ok: true,
      detail: `Ollama 0.33.2 at ${address} has the model 'small:1b'.`,
    });
    expect(await brainAt(address, { model: 'big' }).check(waiting())).toMatchObject({ ok: true });
  });

  it('says how to fetch a model that is not there', async () => {
    const { address } = await loopback(server('other:1b'));
    expect(await brainAt(address).check(waiting())).toEqual({
      ok: false,
      sentence: "Ollama does not have the model 'small:1b'; fetch it with `ollama pull small:1b`.",
    });
  });

  it('knows what is no Ollama, and does not wait for what hangs', async () => {
    const { address } = await loopback((_asked, response) => send(response, 200, { hello: true }));
    expect(await brainAt(address).check(waiting())).toMatchObject({ ok: false });
    const clock = new ManualClock();
    const hung = await loopback(() => undefined);
    const health = brainAt(hung.address, { clock }).check(waiting());
    await until('it was asked', () => hung.asked.length === 1);
    clock.advance(limits.brainCheckMs);
    expect(await health).toMatchObject({ ok: false, sentence: expect.stringContaining('within 10 s') as string });
  });
});
