import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/store.ts';

/** Writes a backup of the database now and then; one that fails is told, and the next is tried all the same. */
export function keepBackups(
  store: Pick<Store, 'backup'>,
  clock: Clock,
  failed: (sentence: string) => void,
): Disposable {
  let waiting: Disposable;
  const wait = (): void => {
    waiting = clock.after(limits.backupEveryMs, () => {
      store.backup().catch((error: unknown) => {
        failed(`The backup of the database failed: ${sentenceOf(error)}`);
      });
      wait();
    });
  };
  wait();
  return {
    dispose: () => {
      waiting.dispose();
    },
  };
}
