import type { Terminal } from '../../face/io.ts';

/** What a person types as an answer, in small letters; undefined at the end of the input. */
export function lineOf({ input }: Terminal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const take = (line?: Buffer | string): void => {
      input.off('data', take);
      input.off('end', take);
      input.pause();
      resolve(line === undefined ? undefined : String(line).trim().toLowerCase());
    };
    input.on('data', take);
    input.on('end', take);
    input.resume();
  });
}
