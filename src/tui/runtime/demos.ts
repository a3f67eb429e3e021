import type { ApiClient } from '../../api/client.ts';
import { sentenceOf } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import { callerEnvironment } from '../../face/starting.ts';
import type { Message } from '../message.ts';

/** Starts recorded sessions, one after the other and each under the name of its recording; what fails is told. */
export async function startDemos(
  names: readonly string[],
  api: ApiClient,
  io: Io,
  tell: (message: Message) => void,
): Promise<void> {
  for (const name of names) {
    const request = { path: io.cwd, trust: true, args: ['--stay'], env: callerEnvironment(io), demo: name, name };
    try {
      await api.call('session.start', request);
    } catch (error) {
      tell({ type: 'told', sentence: sentenceOf(error), bad: true });
    }
  }
}
