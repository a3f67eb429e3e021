import fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Brain } from '../../src/brain/brain.ts';
import { geminiBrain } from '../../src/brain/gemini.ts';
import { ollamaBrain } from '../../src/brain/ollama.ts';
import { limits } from '../../src/limits.ts';
import { acceptedAdvice } from '../../src/policy/consulting/advice.ts';
import { loopback } from './loopback.ts';
import { commit, facts, question, waiting } from './matters.ts';

const clock = systemClock(false);
const answer = JSON.stringify({
  reason: 'As the owner likes it.',
  decision: 'choose',
  answers: [{ page: 1, choices: [2] }],
  confidence: 0.9,
});

const makers: readonly (readonly [string, object, (address: string) => Brain])[] = [
  [
    'Ollama',
    { message: { role: 'assistant', content: answer }, done: true, done_reason: 'stop' },
    (host) => ollamaBrain({ host, model: 'm', keepAlive: '1m', timeoutMs: 20_000, clock }),
  ],
  [
    'Gemini',
    { candidates: [{ content: { parts: [{ text: answer }] }, finishReason: 'STOP' }] },
    (endpoint) => geminiBrain({ endpoint, model: 'm', key: 'made-up', timeoutMs: 20_000, clock, retryMs: 0 }),
  ],
];

it.each(makers)(
  'whatever a server of %s sends, the advice is sound or a person is asked',
  async (_name, good, brainAt) => {
    const whole = JSON.stringify(good);
    let next: { status: number; body: Uint8Array } = { status: 200, body: Buffer.from(whole) };
    const { address } = await loopback((_asked, response) => {
      response.writeHead(next.status, { 'content-type': 'application/json' }).end(next.body);
    });
    const brain = brainAt(address);
    expect(await brain.consult(question(), facts, waiting())).toMatchObject({ say: 'choose', picks: [[1]] });
    const damaged = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.nat(whole.length).map((length) => Buffer.from(whole.slice(0, length))),
      fc
        .tuple(fc.nat(whole.length), fc.nat(9), fc.string({ unit: 'binary', maxLength: 9 }))
        .map(([at, length, text]) => {
          return Buffer.from(whole.slice(0, at) + text + whole.slice(at + length));
        }),
    );
    const status = fc.constantFrom(200, 200, 200, 200, 400, 404, 429);
    await fc.assert(
      fc.asyncProperty(damaged, status, fc.constantFrom(commit, question()), async (body, code, matter) => {
        next = { status: code, body };
        const advice = await brain.consult(matter, facts, waiting());
        expect(acceptedAdvice(matter, advice)).toEqual(advice);
        expect(advice.reason).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(advice.reason.length).toBeLessThan(3 * limits.brainReasonCharsMax);
        if (matter === commit || code !== 200) expect(advice.say).toBe('person');
      }),
      { numRuns: 200 },
    );
  },
);
