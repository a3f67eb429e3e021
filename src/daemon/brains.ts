import type { Result } from '../api/methods.ts';
import { unreachable } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Brain } from '../brain/brain.ts';
import { geminiBrain } from '../brain/gemini.ts';
import { noBrain } from '../brain/none.ts';
import { ollamaBrain } from '../brain/ollama.ts';
import type { BrainName } from '../policy/consulting/advice.ts';
import type { Config } from './settings.ts';

/** What the brains of a daemon are made of. */
export interface BrainParts {
  readonly config: () => Config;
  /** The daemon's own environment, which holds the keys; a session's environment never comes here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly rules: Brain;
}

/** Gives each brain by its name, made of the configuration as it is at that moment. */
export function brainsOf({ config, env, clock, rules }: BrainParts): (name: BrainName) => Brain {
  return (name) => {
    const settings = config();
    const timeoutMs = settings['brain.timeout_ms'];
    switch (name) {
      case 'none':
        return noBrain;
      case 'rules':
        return rules;
      case 'ollama':
        return ollamaBrain({
          host: settings['ollama.host'],
          model: settings['ollama.model'],
          keepAlive: settings['ollama.keep_alive'],
          timeoutMs,
          clock,
        });
      case 'gemini':
        return geminiBrain({
          endpoint: settings['gemini.endpoint'],
          model: settings['gemini.model'],
          key: env['GEMINI_API_KEY'],
          timeoutMs,
          clock,
        });
      default:
        return unreachable(name);
    }
  };
}

/**
 * Looks whether a brain could be asked now; bounded by what its check waits for. `broken` are the sentences on files that it
 * reads and that are broken: it goes by their last good version, if there was one, and a person is needed all the same.
 */
export async function brainReport(brain: Brain, broken: readonly string[] = []): Promise<Result<'brain.check'>> {
  const health = await brain.check(new AbortController().signal);
  const found = health.ok ? health.detail : health.sentence;
  return { brain: brain.name, ok: health.ok && broken.length === 0, text: [...broken, found].join(' ') };
}
