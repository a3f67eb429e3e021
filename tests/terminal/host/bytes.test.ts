import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { encodeJson, encodeOutput, FrameReader } from '../../../src/terminal/host/framing.ts';
import { OutputDecoder } from '../../../src/terminal/host/outputDecoder.ts';
import { Replay } from '../../../src/terminal/host/replay.ts';
import { connectHost } from '../../../src/terminal/hostClient.ts';
import { afterTest, clock, connectTo, Follower, shell, startTestHost, tempFolder, until } from '../harness.ts';

/** Cuts bytes at the given places, taken modulo the length. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

it('messages arrive whole however the socket cuts them', () => {
  const message = fc.oneof(
    fc.record({ json: fc.dictionary(fc.string(), fc.jsonValue()) }),
    fc.record({
      output: fc.record({ id: fc.string({ maxLength: 60 }), offset: fc.nat(), text: fc.string({ unit: 'binary' }) }),
    }),
  );
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.nat()), (messages, places) => {
      const bytes = Buffer.concat(
        messages.map((one) => ('json' in one ? encodeJson(one.json) : encodeOutput(one.output))),
      );
      const reader = new FrameReader();
      const read = cut(bytes, places).flatMap((piece) => [...reader.push(piece)]);
      const wanted = messages.map((one) =>
        'json' in one ? { json: JSON.parse(JSON.stringify(one.json)) as unknown } : one,
      );
      expect(read).toEqual(wanted);
    }),
  );
});

it('a message above the limit is refused on both sides', () => {
  expect(() => encodeJson('x'.repeat(limits.messageBytesMax))).toThrow(/above the limit/);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(limits.messageBytesMax + 1);
  expect(() => [...new FrameReader().push(head)]).toThrow(/a frame of \d+ bytes/);
});

it('output decodes to the same text however it is cut, valid or not', () => {
  const characters = fc.string({ unit: 'binary' }).map((text) => Buffer.from(text));
  const bytes = fc.array(
    fc.oneof(
      characters,
      fc.uint8Array({ maxLength: 6 }).map((raw) => Buffer.from(raw)),
    ),
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.nat()), (parts, places) => {
      const all = Buffer.concat(parts);
      const decoder = new OutputDecoder();
      const texts = cut(all, places).map((piece) => decoder.decode(piece));
      expect(texts.join('') + decoder.end()).toBe(all.toString('utf8'));
      expect(decoder.holds).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

it('a complete character is never held back', () => {
  const decoder = new OutputDecoder();
  for (const character of 'aäé€日🚀') {
    const bytes = Buffer.from(character);
    for (const byte of bytes.subarray(0, -1)) {
      expect(decoder.decode(Buffer.from([byte]))).toBe('');
      expect(decoder.holds).toBe(true);
    }
    expect(decoder.decode(bytes.subarray(-1))).toBe(character);
    expect(decoder.holds).toBe(false);
  }
});

it('the replay keeps at least its limit, not much more, and reads back what was put in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 3_000 }), { maxLength: 60 }),
      fc.nat(),
      (texts, place) => {
        const replay = new Replay(10_000);
        for (const text of texts) replay.append(text);
        const all = texts.join('');
        expect(replay.end).toBe(all.length);
        expect(replay.end - replay.from).toBeGreaterThanOrEqual(Math.min(all.length, 10_000));
        expect(replay.end - replay.from).toBeLessThan(10_000 + 4_096 + 3_000);
        let offset = replay.from + (place % (replay.end - replay.from + 1));
        const begun = offset;
        let read = '';
        for (let text = replay.read(offset); text !== ''; text = replay.read(offset)) {
          read += text;
          offset += text.length;
        }
        expect(read).toBe(all.slice(begun));
      },
    ),
  );
});

it('whatever a client sends, the host lives, and other clients do not notice', { timeout: 60_000 }, async () => {
  const host = await startTestHost({ hostClientsMax: 1_000 });
  const client = await connectTo(host);
  await client.spawn(shell('s', 'exec cat'));
  const follower = await Follower.attach(client, 's');
  const framed = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.uint8Array({ maxLength: 60 })).map(([kind, body]) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(body.length + 1);
    head.writeUInt8(kind, 4);
    return Buffer.concat([head, body]);
  });
  const method = fc.constantFrom('hello', 'list', 'spawn', 'attach', 'write', 'resize', 'mark', 'forget', 'nonsense');
  const field = fc.oneof(fc.constant('s'), fc.jsonValue());
  const request = fc
    .record({
      n: fc.oneof(fc.nat(), fc.jsonValue()),
      method,
      params: fc.dictionary(fc.constantFrom('id', 'data', 'from', 'cols'), field),
    })
    .map((value) => encodeJson(value));
  const hello = encodeJson({ n: 1, method: 'hello', params: { protocol: 1 } });
  const ack = fc.record({ ack: fc.jsonValue() }).map((value) => encodeJson(value));
  const raw = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(framed, request, ack, raw, fc.constant(hello))), async (pieces) => {
      const socket = connect(host.socketPath);
      await once(socket, 'connect');
      socket.on('error', () => undefined);
      socket.resume();
      const closed = once(socket, 'close');
      socket.end(Buffer.concat(pieces));
      await closed;
    }),
    { numRuns: 300 },
  );
  await follower.type('still', 'here\n');
  await follower.sees('here\r\n');
});

/** Sends requests on a connection of its own and gives the answers as they were sent. */
async function ask(socketPath: string, requests: readonly unknown[]): Promise<unknown[]> {
  const socket = connect(socketPath);
  const reader = new FrameReader();
  const answers: unknown[] = [];
  socket.on('data', (bytes) => {
    for (const message of reader.push(bytes)) if ('json' in message) answers.push(message.json);
  });
  socket.end(Buffer.concat(requests.map((request) => encodeJson(request))));
  await once(socket, 'close');
  return answers;
}

it('wants hello first, and in its own protocol', async () => {
  const host = await startTestHost();
  const answers = await ask(host.socketPath, [
    { n: 1, method: 'list', params: {} },
    { n: 2, method: 'hello', params: { protocol: 99 } },
    { n: 3, method: 'list', params: {} },
    { n: 4, method: 'hello', params: { protocol: 1 } },
    { n: 5, method: 'list', params: {} },
    { n: 6, method: 'dance', params: {} },
  ]);
  expect(answers).toMatchObject([
    { n: 1, error: { code: 'invalid_input' } },
    {
      n: 2,
      error: { code: 'conflict', sentence: expect.stringMatching(/speaks protocol 1, this program 99/) as unknown },
    },
    { n: 3, error: { code: 'invalid_input' } },
    { n: 4, ok: { protocol: 1 } },
    { n: 5, ok: [] },
    { n: 6, error: { code: 'not_found' } },
  ]);
});

it('answers are given up after the limit, and a lost connection fails all that wait', async () => {
  const folder = tempFolder();
  const socketPath = join(folder, 'mute.sock');
  const taken: Socket[] = [];
  const server = createServer((socket) => taken.push(socket));
  await new Promise<void>((listening) => server.listen(socketPath, listening));
  afterTest(() => {
    server.close();
  });
  await expect(connectHost(socketPath, { clock, callMs: 20 })).rejects.toMatchObject({ code: 'timeout' });
  const waiting = connectHost(socketPath, { clock });
  await until('the second connection is there', () => taken.length === 2);
  for (const socket of taken) socket.destroy();
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
});

it('two clients follow one session, each at its own pace', async () => {
  const host = await startTestHost({ ptyBacklogBytesHigh: 20_000, ptyBacklogBytesLow: 5_000 });
  const [quick, slow] = [await connectTo(host), await connectTo(host)];
  await quick.spawn(shell('s', 'head -c 200000 /dev/zero | tr "\\0" x; echo end'));
  const first = await Follower.attach(quick, 's');
  const second = await Follower.attach(slow, 's', 0, false);
  await until('the slow one has its share', () => second.text.length >= 20_000);
  expect(second.exit).toBeUndefined();
  second.acks = true;
  slow.ack('s', second.offset);
  await Promise.all([first.ends(), second.ends()]);
  expect(second.text).toBe(first.text);
  expect(first.text).toBe(`${'x'.repeat(200_000)}end\r\n`);
});
