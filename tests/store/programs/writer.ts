import { systemClock } from '../../../src/base/clock.ts';
import { openStore } from '../../../src/store/store.ts';
import { decision, sessionRecord } from '../values.ts';

/*
 * Writes decisions until it is killed, and names each one on stdout only after its commit. argv: database, round. A round
 * begins with the ids of its own, so that rounds can share a database.
 */
const [path = '', round = '0'] = process.argv.slice(2);
const store = openStore(path, systemClock());
if (!store.sessions.get('app-1')) store.sessions.insert(sessionRecord('app-1'));
for (let n = 0; ; n++) {
  const id = `r${round}.${n}`;
  store.decisions.record({ session: 'app-1', at: Date.now(), decision: decision(id), keys: '1' });
  process.stdout.write(`${id}\n`);
  if (n % 3 === 0) store.decisions.setOutcome(id, 'typed', Date.now());
}
