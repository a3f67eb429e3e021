import type { ApiClient } from '../api/client.ts';
import type { Brain } from '../api/methods.ts';
import { PccError } from '../base/errors.ts';
import { layoutFor } from '../face/text/ink.ts';
import { oneLine } from '../face/text/text.ts';
import type { Io } from '../face/io.ts';

/** One line for a person on what is not as they may think; what a program reads stays as it is. */
export function warn(io: Io, sentence: string): void {
  io.stderr.write(`${layoutFor(io).ink('yellow', `Warning: ${oneLine(sentence)}`)}\n`);
}

/** Warns while the kill switch is thrown: what is shown or begun then waits for whoever threw it. */
export async function warnIfHalted(api: ApiClient, io: Io): Promise<void> {
  const halted = await orNothing(async () => (await api.call('daemon.status', {})).halted);
  if (halted !== undefined) warn(io, halted);
}

/** Warns where a brain that was named cannot be asked now; a session that has it asks a person instead. */
export async function warnIfUnready(api: ApiClient, io: Io, brain: Brain): Promise<void> {
  const found = await orNothing(() => api.call('brain.check', { brain }));
  if (found?.ok === false) warn(io, `The brain ${brain} cannot be asked as it is: ${found.text}`);
}

/** What cannot be looked at keeps no command from its work, which tells what is wrong itself. */
async function orNothing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof PccError) return undefined;
    throw error;
  }
}
