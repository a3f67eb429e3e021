import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { runPtyHost } from '../../../src/terminal/host/main.ts';

/** A host process for tests: `entry.ts HOME`. Prints what it logs. */
const [home = ''] = process.argv.slice(2);
await runPtyHost({
  runDir: join(home, 'run'),
  recordingsDir: join(home, 'recordings'),
  version: '0.0.0-test',
  clock: systemClock(),
  limits: { killInsistAfterMs: 200, killForceAfterMs: 200 },
  log: (sentence) => {
    console.log(sentence);
  },
});
process.exit();
