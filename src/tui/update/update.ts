import type { Message } from '../message.ts';
import type { Model } from '../model.ts';
import { keptTiles } from '../layout/tiles.ts';
import type { Step } from './step.ts';

export { initialModel } from './initial.ts';

/**
 * The next model after a message, and what is wanted done. No clock, no I/O: same input, same step. `nowMs` is the wall clock
 * at the message: how long something has been on the screen before a key counts depends on it.
 */
export function update(model: Model, message: Message, nowMs: number): Step {
  return settled(stepOf({ ...model, nowMs }, message, nowMs));
}

function settled({ model, commands }: Step): Step {
  return { model: { ...model, tiles: keptTiles(model) }, commands };
}

function stepOf(now: Model, message: Message, nowMs: number): Step {
  switch (message.type) {
    case 'fleet':
      return {
        model: {
          ...now,
          fleet: { ...now.fleet, sessions: message.sessions, daemon: message.daemon },
          focus: now.focus ?? message.sessions[0]?.id,
        },
        commands: [],
      };
    case 'link':
      return {
        model: {
          ...now,
          fleet: { ...now.fleet, link: message.up ? 'up' : 'lost', linkSinceMs: nowMs, linkWhy: message.why },
        },
        commands: [],
      };
    case 'resized':
      return { model: { ...now, size: message.size }, commands: [] };
    default:
      return { model: now, commands: [] };
  }
}
