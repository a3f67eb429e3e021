import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { HostSession } from '../../../src/terminal/host/hostSession.ts';
import { StoppedNote } from '../../../src/terminal/host/stoppedNote.ts';
import { afterTest, clock, connectTo, Follower, script, shell, startTestHost, tempFolder, until } from '../harness.ts';

it('a numbered input is written once, also over a reconnection', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  await client.spawn(shell('cat', 'stty -echo; echo ready; exec cat'));
  const follower = await Follower.attach(client, 'cat');
  await follower.sees('ready');
  expect(await follower.type('one', 'once\n')).toMatchObject({ result: 'written' });
  expect(await follower.type('one', 'once\n')).toMatchObject({ result: 'repeated' });
  client.dispose();
  const next = await connectTo(host);
  const later = await Follower.attach(next, 'cat');
  expect(await later.type('one', 'once\n')).toMatchObject({ result: 'repeated' });
  expect(await later.type('two', 'end\n')).toMatchObject({ result: 'written' });
  await later.sees('end');
  expect(later.text).toBe('ready\r\nonce\r\nend\r\n');
});

it('a compare-and-write passes at the very offset, is refused at any other, and a refused id may be used again', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  await client.spawn(shell('cat', 'stty -echo; echo ready; exec cat'));
  const follower = await Follower.attach(client, 'cat');
  await follower.sees('ready\r\n');
  expect(await follower.type('a', 'x\n', follower.offset - 1)).toEqual({ result: 'stale', offset: follower.offset });
  expect(await follower.type('a', 'x\n', follower.offset + 1)).toEqual({ result: 'stale', offset: follower.offset });
  expect(await follower.type('a', 'x\n', follower.offset)).toEqual({ result: 'written', offset: 7 });
  await follower.sees('x\r\n');
  await client.kill('cat', 'force');
  await follower.ends();
  expect(await follower.type('b', 'y')).toMatchObject({ result: 'exited' });
  expect(await follower.type('a', 'y')).toMatchObject({ result: 'repeated' });
});

it('while the beginning of a character is held back a compare-and-write is refused', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  await client.spawn(shell('half', 'stty -echo; printf "ab\\342\\202"; exec sleep 100'));
  const follower = await Follower.attach(client, 'half');
  await follower.sees('ab');
  // One write of printf brings the text and the two bytes of a character of three, so whoever sees `ab` is past both.
  expect((await follower.type('1', 'x', 2)).result).toBe('stale');
  expect((await follower.type('2', 'x', 2)).result).toBe('stale');
});

/** Runs a session without a socket, so that the moment of the look and the write can be timed. */
function timedSession(source: string): { session: HostSession; text: () => string } {
  const folder = tempFolder();
  let text = '';
  let ended = false;
  const session = new HostSession(script('racer', source), {
    recordingFolder: folder,
    clock,
    limits,
    stopped: new StoppedNote(join(folder, 'stopped')),
    warn: () => undefined,
    rotated: () => undefined,
    exited: () => {
      ended = true;
    },
    endingStepped: () => undefined,
  });
  const sink = {
    output: (output: { offset: number; text: string }) => {
      text += output.text;
      session.ack(sink, output.offset + output.text.length);
    },
    detached: () => undefined,
    exited: () => undefined,
  };
  session.attach(sink, 0);
  session.follow();
  afterTest(async () => {
    session.kill('force');
    await until('the racer ends', () => ended);
  });
  return { session, text: () => text };
}

it('output that waits in the kernel, not read yet, refuses a compare-and-write, and is read by it', async () => {
  const { session, text } = timedSession(
    `process.stdin.setRawMode(true); process.stdin.on('data', () => process.stdout.write('more')); process.stdout.write('ready');`,
  );
  await until('it is ready', () => text() === 'ready');
  session.write({ inputId: 'go', data: 'x', by: 'pcc' });
  // While this loop turns, nothing here can read what the child answers.
  const end = performance.now() + 200;
  while (performance.now() < end);
  expect(text()).toBe('ready');
  expect(session.write({ inputId: 'late', data: 'y', by: 'pcc', ifOffset: 5 })).toEqual({ result: 'stale', offset: 9 });
  expect(text()).toBe('readymore');
});

it('in a race of 1,000 rounds nothing is ever written after output that its sender had not seen', {
  timeout: 40_000,
}, async () => {
  // Asked by `?`, the child says `start` and, after a moment of chance, `tick`; asked by `>`, it tells when its `tick` had
  // been written. Both sides read the same system clock, so a write that was begun after that moment is a wrong one.
  const { session, text } = timedSession(
    `const { writeSync } = require('fs');
     process.stdin.setRawMode(true);
     let ticked = 0n;
     const spin = (micros) => { const end = process.hrtime.bigint() + BigInt(Math.floor(micros * 1000)); while (process.hrtime.bigint() < end); };
     process.stdin.on('data', (data) => {
       for (const key of data.toString()) {
         if (key === '?') { writeSync(1, '[start]'); spin(Math.random() * 400); writeSync(1, '[tick]'); ticked = process.hrtime.bigint(); }
         if (key === '>') writeSync(1, '[at ' + ticked + ']');
       }
     });
     writeSync(1, '[ready]');`,
  );
  const shows = async (mark: RegExp, from: number): Promise<string> => {
    for (let at = text().slice(from); ; at = text().slice(from)) {
      const match = mark.exec(at);
      if (match) return match[1] ?? '';
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const type = (inputId: string, data: string, ifOffset?: number): string =>
    session.write({ inputId, data, by: 'pcc', ...(ifOffset === undefined ? {} : { ifOffset }) }).result;
  const tally = { written: 0, stale: 0, unseen: 0 };
  const wrong: string[] = [];
  await shows(/\[ready\]/, 0);
  for (let round = 0; round < 1_000; round++) {
    const from = text().length;
    type(`ask${round}`, '?');
    await shows(/\[start\]/, from);
    const looked = text().length;
    const saw = text().endsWith('[tick]');
    const pause = process.hrtime.bigint() + BigInt(Math.floor(Math.random() * 300_000));
    while (process.hrtime.bigint() < pause);
    const begun = process.hrtime.bigint();
    const result = type(`key${round}`, '!', looked);
    await shows(/\[tick\]/, from);
    type(`tell${round}`, '>');
    const ticked = BigInt(await shows(/\[at (\d+)\]/, from));
    if (result === 'written' && !saw && ticked < begun) wrong.push(`round ${round}: ${begun - ticked} ns too late`);
    if (!saw && ticked < begun) tally.unseen++;
    tally[result === 'written' ? 'written' : 'stale']++;
  }
  expect(wrong).toEqual([]);
  // The rounds must have been a race: both ends of it were seen often.
  expect(tally.written).toBeGreaterThan(10);
  expect(tally.unseen).toBeGreaterThan(10);
  if (process.env.PCC_FIGURES) console.log('race', tally);
});

it('a child that does not read its input does not block the host; what waits is delivered in order', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  await client.spawn(
    script(
      'late',
      `process.stdin.setRawMode(true); process.stdout.write('ready.');
       setTimeout(() => { let all = ''; process.stdin.on('data', (data) => { all += data; if (all.endsWith('.')) { process.stdout.write('got ' + all.length + ' ' + require('crypto').createHash('md5').update(all).digest('hex') + '!'); } }); }, 300);`,
    ),
  );
  const follower = await Follower.attach(client, 'late');
  await follower.sees('ready.');
  const text = Array.from({ length: 20_000 }, (_, index) => `${index},`).join('');
  expect((await follower.type('big', text)).result).toBe('written');
  expect((await follower.type('cond', 'no', follower.offset)).result).toBe('stale');
  expect((await follower.type('dot', '.')).result).toBe('written');
  await follower.sees('!');
  expect(follower.text).toContain(`got ${text.length + 1} ${createHash('md5').update(`${text}.`).digest('hex')}!`);
});
