import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { PccError } from '../../../src/base/errors.ts';
import { PtyHost } from '../../../src/terminal/host/ptyHost.ts';
import { connectHost } from '../../../src/terminal/hostClient.ts';

/** Started with few descriptors: opens sessions until it is refused, ends one, and opens another. Prints what happened as JSON. */
const [home = ''] = process.argv.slice(2);
const clock = systemClock();
const host = await PtyHost.start({
  runDir: join(home, 'run'),
  recordingsDir: join(home, 'recordings'),
  version: 'x',
  clock,
  limits: { killInsistAfterMs: 50, killForceAfterMs: 50 },
  log: () => undefined,
});
const client = await connectHost(join(home, 'run', 'ptyhost.sock'), { clock });
const open = (id: string): Promise<unknown> =>
  client.spawn({ id, file: '/bin/sleep', args: ['30'], cwd: '/', env: {}, cols: 80, rows: 24 });

let opened = 0;
let refused: PccError | undefined;
while (!refused && opened < 100) {
  try {
    await open(`s${opened}`);
    opened++;
  } catch (error) {
    if (!(error instanceof PccError)) throw error;
    refused = error;
  }
}
let ended = 0;
client.onExit(() => {
  ended++;
});
await client.kill('s0', 'force');
await client.kill('s1', 'force');
while (ended < 2) await client.list();
await open('again');
console.log(JSON.stringify({ opened, refused: { code: refused?.code, sentence: refused?.message }, after: 'started' }));
await client.shutdown(true);
await host.ended;
process.exit(0);
