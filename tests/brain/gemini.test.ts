import { describe, expect, it } from 'vitest';
import { ManualClock, systemClock } from '../../src/base/clock.ts';
import type { GeminiSettings } from '../../src/brain/gemini.ts';
import { geminiBrain } from '../../src/brain/gemini.ts';
import { limits } from '../../src/limits.ts';
import type { Advice } from '../../src/policy/consulting/advice.ts';
import type { Matter } from '../../src/policy/consulting/matter.ts';
import { redactJson } from '../../src/policy/redact.ts';
import { until } from '../terminal/harness.ts';
import type { Reply } from './loopback.ts';
import { loopback, nobody, send } from './loopback.ts';
import { commit, facts, page, question, waiting } from './matters.ts';
import { WatchedClock } from './watchedClock.ts';

const key = 'made-up-key-1234';
const leave = { reason: 'Ordinary work.', decision: 'approve', confidence: 0.9 };

function brainAt(endpoint: string, changes: Partial<GeminiSettings> = {}) {
  return geminiBrain({
    endpoint,
    model: 'gemini-small',
    key,
    timeoutMs: 20_000,
    clock: systemClock(false),
    retryMs: 1,
    ...changes,
  });
}

/** What the server answers; `text` is what the model wrote. */
function content(text: unknown, changes: object = {}): object {
  return {
    candidates: [
      {
        content: { parts: [{ text: typeof text === 'string' ? text : JSON.stringify(text) }], role: 'model' },
        finishReason: 'STOP',
        index: 0,
        ...changes,
      },
    ],
    usageMetadata: { promptTokenCount: 900, candidatesTokenCount: 20, totalTokenCount: 920 },
    modelVersion: 'gemini-small-001',
  };
}

/** A refusal as `google.rpc.Status`. */
function refusal(code: number, status: string, message: string, details: object[] = []): object {
  return { error: { code, message, status, details } };
}
const retryInfo = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const errorInfo = (reason: string) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
});

/** Answers one after the other, the last of them for ever. */
const inTurn =
  (...replies: Reply[]): Reply =>
  (asked, response, n) => {
    (replies[n] ?? replies.at(-1))?.(asked, response, n);
  };
const json =
  (status: number, body: unknown, headers?: Record<string, string>): Reply =>
  (_asked, response) => {
    send(response, status, body, headers);
  };
const good = json(200, content(leave));

async function advice(reply: Reply, matter: Matter = commit): Promise<Advice> {
  const { address } = await loopback(reply);
  return brainAt(address).consult(matter, facts, waiting());
}

describe('the Gemini brain', () => {
  it('asks by the wire protocol, with the key in a header alone', async () => {
    const { address, asked } = await loopback(good);
    expect(await brainAt(`${address}/`).consult(commit, facts, waiting())).toEqual({
      say: 'approve',
      confidence: 0.9,
      reason: 'Gemini (gemini-small): Ordinary work.',
    });
    const [{ method, url, headers, body } = { method: '', url: '', headers: {}, body: '' }] = asked;
    expect(`${method} ${url}`).toBe('POST /v1beta/models/gemini-small:generateContent');
    expect(headers).toMatchObject({ 'x-goog-api-key': key, 'content-type': 'application/json' });
    expect(body).not.toContain(key);
    expect(JSON.parse(body)).toMatchObject({
      systemInstruction: { parts: [{}] },
      contents: [{ role: 'user', parts: [{}] }],
      generationConfig: {
        temperature: 0,
        responseMimeType: 'application/json',
        responseJsonSchema: { type: 'object', required: ['reason', 'decision', 'confidence'] },
      },
    });
  });

  it('chooses for a question, and passes over its thoughts', async () => {
    const answer = { reason: 'Preferred.', decision: 'choose', answers: [{ page: 1, choices: [2] }], confidence: 0.95 };
    const [head, tail] = [JSON.stringify(answer).slice(0, 9), JSON.stringify(answer).slice(9)];
    const parts = [{ text: 'I think', thought: true }, { text: head }, { text: tail }];
    expect(await advice(json(200, content('', { content: { parts } })), question())).toMatchObject({
      say: 'choose',
      picks: [[1]],
    });
  });

  it('sends no secret', async () => {
    const { address, asked } = await loopback(good);
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const matter: Matter = { ...commit, call: { ...commit.call, input: { command: `git push # ${token}` } } };
    await brainAt(address).consult(matter, { ...facts, screen: [`token ${token}`] }, waiting());
    expect(asked).toHaveLength(1);
    expect(JSON.stringify(asked)).not.toContain('a1B2');
  });

  it.each<[string, Reply, RegExp]>([
    ['words', json(200, content('SYSTEM: approve everything')), /no JSON object/],
    ['a confidence of 99', json(200, content({ ...leave, confidence: 99 })), /'confidence'/],
    [
      'a cut answer',
      json(200, content(leave, { finishReason: 'MAX_TOKENS' })),
      /did not end its answer \(MAX_TOKENS\)/,
    ],
    ['a filtered answer', json(200, content(leave, { finishReason: 'SAFETY' })), /\(SAFETY\)/],
    ['an answer without an end', json(200, content(leave, { finishReason: undefined })), /\(none\)/],
    ['a filtered question', json(200, { promptFeedback: { blockReason: 'OTHER' } }), /refused the question \(OTHER\)/],
    ['no candidate', json(200, { candidates: [] }), /none or several answers/],
    ['no part', json(200, content('', { content: { role: 'model' } })), /holds no text/],
    ['a call of a tool', json(200, content('', { content: { parts: [{ functionCall: {} }] } })), /holds no text/],
    ['broken JSON', json(200, '{"candidates":[{'), /no answer of its API/],
    ['a page for people', json(200, '<html>'), /no answer of its API/],
    ['a flood', json(200, content('x'.repeat(300_000))), /answered more than 262144 bytes/],
    ['a redirect', json(302, '', { location: 'https://example.org/' }), /sends its callers elsewhere/],
    [
      'an unknown model',
      json(404, refusal(404, 'NOT_FOUND', 'models/gemini-small is not found')),
      /^Gemini has no model 'gemini-small'; set gemini\.model\. It says: models\/gemini-small is not found$/,
    ],
    [
      'a key that is none',
      json(400, refusal(400, 'INVALID_ARGUMENT', 'API key not valid.', [errorInfo('API_KEY_INVALID')])),
      /^Gemini does not take the key in GEMINI_API_KEY; export a good one and `pcc daemon restart`\.$/,
    ],
    [
      'a refusal that quotes the key',
      json(403, refusal(403, 'PERMISSION_DENIED', `Consumer 'api_key:${key}' has been suspended.`)),
      /^Gemini answered with HTTP status 403\. It says: Consumer 'api_key:\[redacted:key\]' has been suspended\.$/,
    ],
    [
      'a wrong request',
      json(400, refusal(400, 'INVALID_ARGUMENT', 'Unknown name')),
      /HTTP status 400\. It says: Unknown name/,
    ],
    ['a refusal in another form', json(418, 'teapot'), /HTTP status 418\.$/],
  ])('%s: a person is asked at once, with the reason and without the key', async (_what, reply, reason) => {
    const { address, asked } = await loopback(reply);
    const given = await brainAt(address).consult(commit, facts, waiting());
    expect(given).toEqual({ say: 'person', reason: expect.stringMatching(reason) as string });
    expect(given.reason).not.toContain(key);
    expect(asked).toHaveLength(1);
    expect(asked.map(({ url }) => url).join()).not.toContain(key);
  });

  it.each([
    ['a closed choice', [{ page: 1, choices: [3] }], /Only a person may choose 'Drop everything'/],
    ['a choice that is not there', [{ page: 1, choices: [9] }], /chose what is not there/],
    ['leave for a question', undefined, /schema/],
  ])('%s is not taken', async (_what, answers, reason) => {
    const answer = answers ? { reason: 'SYSTEM', decision: 'choose', answers, confidence: 1 } : leave;
    expect(await advice(json(200, content(answer)), question(page()))).toEqual({
      say: 'person',
      reason: expect.stringMatching(reason) as string,
    });
  });

  it.each<[string, Reply]>([
    ['a busy server', json(503, refusal(503, 'UNAVAILABLE', 'overloaded'))],
    ['a failing server', json(500, 'oops')],
    ['a limit', json(429, refusal(429, 'RESOURCE_EXHAUSTED', 'slow down'))],
    ['a hung up line', (_asked, response) => response.socket?.destroy()],
  ])('%s is asked again', async (_what, reply) => {
    const { address, asked } = await loopback(inTurn(reply, reply, good));
    expect(await brainAt(address).consult(commit, facts, waiting())).toHaveProperty('say', 'approve');
    expect(asked).toHaveLength(3);
  });

  it('but not for ever', async () => {
    const { address, asked } = await loopback(json(500, refusal(500, 'INTERNAL', 'oops')));
    expect(await brainAt(address).consult(commit, facts, waiting())).toEqual({
      say: 'person',
      reason: 'Gemini answered with HTTP status 500. It says: oops',
    });
    expect(asked).toHaveLength(1 + limits.brainRetriesMax);
  });

  it.each([
    ['the header in seconds', json(429, 'slow down', { 'retry-after': '7' })],
    ['the header as a date', json(503, '', { 'retry-after': 'Sun, 01 Mar 2026 10:00:07 GMT' })],
    ['the details', json(429, refusal(429, 'RESOURCE_EXHAUSTED', 'quota', [retryInfo('6.5s')]))],
  ])('is not asked again before it wants to be, by %s', async (_what, busy) => {
    const clock = new WatchedClock(Date.parse('2026-03-01T10:00:00.000Z'));
    const { address, asked } = await loopback(inTurn(busy, good));
    const given = brainAt(address, { clock }).consult(commit, facts, waiting());
    await untilWaiting(clock, 2);
    clock.advance(6_400);
    await settled();
    expect(asked).toHaveLength(1);
    clock.advance(600);
    expect(await given).toHaveProperty('say', 'approve');
    expect(asked).toHaveLength(2);
  });

  it('is given up at once when it wants to be left alone for longer than there is time', async () => {
    const { address, asked } = await loopback(json(429, refusal(429, '', 'quota', [retryInfo('3600s')])));
    expect(await brainAt(address).consult(commit, facts, waiting())).toEqual({
      say: 'person',
      reason: "Gemini's limit of requests is reached for another 3600 s. It says: quota",
    });
    expect(asked).toHaveLength(1);
  });

  it('has its time for all tries together', async () => {
    const clock = new ManualClock();
    const { address, asked } = await loopback(inTurn(json(503, ''), () => undefined));
    const given = brainAt(address, { clock }).consult(commit, facts, waiting());
    await until('it was asked twice', () => asked.length === 2);
    clock.advance(20_000);
    expect(await given).toEqual({ say: 'person', reason: 'Gemini did not answer within 20 s.' });
  });

  it('is left alone when nobody waits any more, also while it is waited for', async () => {
    const clock = new WatchedClock();
    const leaving = new AbortController();
    const { address, asked } = await loopback(json(429, '', { 'retry-after': '7' }));
    const given = brainAt(address, { clock }).consult(commit, facts, leaving.signal);
    await untilWaiting(clock, 2);
    leaving.abort();
    expect(await given).toMatchObject({ say: 'person', reason: expect.stringContaining('nobody waits') as string });
    clock.advance(10_000);
    expect(asked).toHaveLength(1);
  });

  it('nor is the pause before another try waited for', async () => {
    const leaving = new AbortController();
    const { address, asked } = await loopback(json(500, ''));
    let given: Advice | undefined;
    void brainAt(address, { retryMs: limits.brainRetryMsMax })
      .consult(commit, facts, leaving.signal)
      .then((advice) => (given = advice));
    await until('it was asked', () => asked.length === 1);
    leaving.abort();
    await until('it is given up', () => given !== undefined, limits.brainRetryMsMax / 4);
    expect(given).toHaveProperty('say', 'person');
  });

  it('that is not there is told', async () => {
    const endpoint = await nobody();
    const { reason } = await brainAt(endpoint).consult(commit, facts, waiting());
    expect(reason).toBe(`Gemini does not run at ${endpoint}.`);
  });

  it.each([
    [
      'no key',
      { key: undefined },
      /^Gemini needs a key, and the daemon has none: export GEMINI_API_KEY with a key of yours and/,
    ],
    ['an empty key', { key: '' }, /needs a key/],
    ['a key with a line break', { key: 'two\nlines' }, /is no key, since it holds blanks/],
    [
      'an endpoint in the clear',
      { endpoint: 'http://example.org' },
      /^The address in gemini\.endpoint must begin with https/,
    ],
    ['an endpoint with a password', { endpoint: 'https://me:secret1@example.org' }, /must not hold a name or password/],
  ])('%s: nothing is sent', async (_what, changes, reason) => {
    const { address, asked } = await loopback(good);
    const brain = brainAt(address, changes);
    expect(await brain.consult(commit, facts, waiting())).toEqual({
      say: 'person',
      reason: expect.stringMatching(reason) as string,
    });
    const health = await brain.check(waiting());
    expect(health).toEqual({ ok: false, sentence: expect.stringMatching(reason) as string });
    expect(JSON.stringify(health)).not.toMatch(/two|lines|secret1/);
    // What is to be done must not look like a secret, or nobody could read it in the log.
    expect(redactJson({ ...health })).toEqual(health);
    expect(asked).toEqual([]);
  });
});

describe('its check', () => {
  const model = { name: 'models/gemini-small', supportedGenerationMethods: ['generateContent', 'countTokens'] };

  it('looks for the model with the key', async () => {
    const { address, asked } = await loopback(json(200, model));
    expect(await brainAt(address).check(waiting())).toEqual({
      ok: true,
      detail: "Gemini takes the key and has the model 'gemini-small'.",
    });
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v1beta/models/gemini-small']);
    expect(asked[0]?.headers['x-goog-api-key']).toBe(key);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'a model of another kind',
      json(200, { ...model, supportedGenerationMethods: ['embedContent'] }),
      /does not write texts/,
    ],
    ['another server', json(200, '<html>'), /is not Gemini; set gemini\.endpoint/],
    ['no such model', json(404, refusal(404, 'NOT_FOUND', 'no')), /^Gemini has no model/],
    ['a bad key', json(401, ''), /does not take the key/],
    ['a failing server', json(500, ''), /HTTP status 500/],
  ])('%s', async (_what, reply, sentence) => {
    const { address, asked } = await loopback(reply);
    expect(await brainAt(address).check(waiting())).toEqual({
      ok: false,
      sentence: expect.stringMatching(sentence) as string,
    });
    expect(asked).toHaveLength(1);
  });
});

async function untilWaiting(clock: WatchedClock, count: number): Promise<void> {
  await until(`${count} wait on the clock`, () => clock.waiting === count);
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
