import { readCast } from '../../src/terminal/recording/reader.ts';
import { castOf, sidecarOf } from '../screen/recordings.ts';

/** Screens of the real CLI, byte for byte as it drew them. */

const version = '2.1.329';

/** When a recording first shows this state; seconds. */
function timeOf(name: string, state: string): number {
  const label = sidecarOf(version, name).labels.find((candidate) => candidate.state === state);
  if (!label) throw new Error(`${name} shows no ${state}`);
  return label.t;
}

/** Everything that a recording put out until it first showed this state, on a cleared terminal. */
export async function screenAt(name: string, state: string): Promise<string> {
  const untilS = timeOf(name, state);
  let text = '\u001bc';
  for await (const piece of readCast(castOf(version, name)))
    if ('event' in piece && piece.event.code === 'o' && piece.event.atS <= untilS) text += piece.event.data;
  return text;
}

/** The screen of a state without the terminal queries, for a program that is to hear nothing but keys. */
export async function muteScreenAt(name: string, state: string): Promise<string> {
  return (await screenAt(name, state)).replace(/\u001b\[(?:>?0?c|>0?q|\?u|[56]n)/g, '');
}

/** What was typed, without the answers that a terminal gives. */
export function withoutReplies(typed: string): string {
  return typed.replace(/\u001b\[\?62;22c|\u001b\[>0;1;0c|\u001b\[0n|\u001bP>\|pcc\u001b\\|\u001b\[\d+;\d+R/g, '');
}
