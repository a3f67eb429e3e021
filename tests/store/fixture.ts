import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { startMs } from './values.ts';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-store-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A store in a folder of its own, closed after the test. */
export function freshStore(path = join(temporaryFolder(), 'state.db')): Store {
  const store = openStore(path, new ManualClock(startMs));
  onTestFinished(() => {
    store.dispose();
  });
  return store;
}
