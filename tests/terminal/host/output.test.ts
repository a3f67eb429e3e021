import { expect, it } from 'vitest';
import { connectTo, Follower, script, shell, startTestHost } from '../harness.ts';

it('a fast exit loses nothing: 300 runs of 20 KB', { timeout: 240_000 }, async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  const runs = Array.from({ length: 300 }, (_, index) => `fast-${index}`);
  const oneRun = async (id: string): Promise<number> => {
    await client.spawn(shell(id, 'printf "%020000d" 0'));
    const follower = await Follower.attach(client, id);
    await follower.ends();
    await client.forget(id);
    return follower.text.length;
  };
  const lengths: number[] = [];
  for (let at = 0; at < runs.length; at += 10) {
    lengths.push(...(await Promise.all(runs.slice(at, at + 10).map(oneRun))));
  }
  expect(lengths.filter((length) => length !== 20_000)).toEqual([]);
});

it('nothing is lost when the child exits while the reader is paused', async () => {
  const host = await startTestHost({ ptyBacklogBytesHigh: 10_000, ptyBacklogBytesLow: 1_000 });
  const client = await connectTo(host);
  for (let run = 0; run < 10; run++) {
    const id = `paused-${run}`;
    await client.spawn(
      shell(id, 'read go; head -c 13000 /dev/zero | tr "\\0" y; read go; head -c 3000 /dev/zero | tr "\\0" z'),
    );
    const follower = await Follower.attach(client, id, 0, false);
    await follower.type('a', '\n');
    await follower.sees('y'.repeat(10_000));
    await follower.type('b', '\n');
    // Nothing is acknowledged until the child is gone.
    const exited = new Promise<void>((resolve) => {
      const poll = async (): Promise<void> => {
        const [session] = (await client.list()).filter((one) => one.id === id);
        if (session?.exit) resolve();
        else await poll();
      };
      void poll();
    });
    await exited;
    follower.acks = true;
    client.ack(id, follower.offset);
    await follower.ends();
    expect(follower.text.match(/y/g)?.length).toBe(13_000);
    expect(follower.text.match(/z/g)?.length).toBe(3_000);
    expect(follower.exit?.offset).toBe(follower.offset);
  }
});

it('nothing is lost when the event loop is blocked over the exit', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  for (let run = 0; run < 5; run++) {
    const id = `blocked-${run}`;
    await client.spawn(shell(id, 'head -c 60000 /dev/zero | tr "\\0" x'));
    const follower = await Follower.attach(client, id);
    for (let pause = 0; pause < 3; pause++) {
      const end = performance.now() + 260;
      while (performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await follower.ends();
    expect(follower.text.length).toBe(60_000);
  }
});

it('characters split over reads stay whole, and what is no UTF-8 becomes U+FFFD', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  const bytes = [...Buffer.from('äé€日🚀'), 0xff, 0xf0, 0x9f, ...Buffer.from('end'), 0xe2, 0x82];
  await client.spawn(
    script(
      'split',
      `process.stdin.once('data', async () => {
        for (const byte of ${JSON.stringify(bytes)}) {
          require('fs').writeSync(1, Buffer.from([byte]));
          await new Promise((resolve) => setTimeout(resolve, 3));
        }
        process.exit(0);
      }); process.stdin.setRawMode(true); process.stdout.write('ready.');`,
    ),
  );
  const follower = await Follower.attach(client, 'split');
  await follower.sees('ready.');
  await follower.type('go', 'x');
  await follower.ends();
  expect(follower.text).toBe(`ready.äé€日🚀\ufffd\ufffdend\ufffd`);
});

it('a flood is held back while its client does not acknowledge, memory stays bounded, other sessions do not notice', async () => {
  const settings = { ptyBacklogBytesHigh: 300_000, ptyBacklogBytesLow: 100_000, hostAckWithinMs: 60_000 };
  const host = await startTestHost(settings);
  const client = await connectTo(host);
  await client.spawn(shell('flood', 'exec yes'));
  const flood = await Follower.attach(client, 'flood', 0, false);
  await client.spawn(shell('calm', 'exec cat'));
  const calm = await Follower.attach(client, 'calm');
  const offsetOf = async (): Promise<number> => (await client.list()).find(({ id }) => id === 'flood')?.offset ?? 0;
  let [last, same] = [-1, 0];
  while (same < 20) {
    const offset = await offsetOf();
    same = offset === last ? same + 1 : 0;
    last = offset;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(last).toBeGreaterThanOrEqual(300_000);
  expect(last).toBeLessThan(300_000 + 200_000);
  const echoes: number[] = [];
  for (let key = 0; key < 50; key++) {
    const begun = performance.now();
    await calm.type(`k${key}`, `<${key}>\n`);
    await calm.sees(`<${key}>\r\n<${key}>`);
    echoes.push(performance.now() - begun);
  }
  expect(echoes.sort((a, b) => a - b)[47]).toBeLessThan(200);
  expect(await offsetOf()).toBe(last);
  flood.acks = true;
  client.ack('flood', flood.offset);
  await flood.sees('y\r\n'.repeat(300_000));
  await client.kill('flood', 'force');
  await flood.ends();
});

it('a client that never acknowledges is detached, the child goes on, and a new attachment continues from memory or recording', async () => {
  const host = await startTestHost({ ptyBacklogBytesHigh: 50_000, ptyBacklogBytesLow: 10_000, hostAckWithinMs: 150 });
  const client = await connectTo(host);
  await client.spawn(shell('s', 'head -c 300000 /dev/zero | tr "\\0" x; echo done'));
  const lazy = await Follower.attach(client, 's', 0, false);
  await lazy.ends();
  expect(lazy.detached).toBe(true);
  expect(lazy.text.length).toBeLessThan(200_000);
  const again = await Follower.attach(await connectTo(host), 's', lazy.offset);
  await again.sees('done');
  expect(lazy.text.length + again.text.length).toBe(300_006);
});
