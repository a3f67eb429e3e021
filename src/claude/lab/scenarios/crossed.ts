import { systemClock } from '../../../base/clock.ts';
import { limits } from '../../../limits.ts';
import type { Label, Scenario, Step } from '../scenario.ts';
import type { Reply } from '../script.ts';
import { says } from '../script.ts';
import { prompted, submitted } from './steps.ts';
import type { Traits } from './traits.ts';

const minuteS = 60;
/** So much is left for the CLI to start and to be refused before the reset. */
const startS = 35;

const claims = { 'five-hour': 'five_hour', weekly: 'seven_day' } as const;

/**
 * A usage limit from the refusal to the answer behind it: the CLI goes on by itself after the reset, or a person, once its menu
 * is answered, with a text of his own.
 *
 * @param nowS the moment of recording, seconds since the epoch.
 */
export function crossedScenarios(cli: Traits, nowS: number): Scenario[] {
  const resetS = Math.ceil((nowS + startS) / minuteS) * minuteS;
  return [crossed(cli, 'five-hour', resetS), crossed(cli, 'weekly', resetS)];
}

function crossed(cli: Traits, limit: keyof typeof claims, resetS: number): Scenario {
  const name = `crossed-${limit}`;
  const refusal: Reply = {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(resetS),
      'anthropic-ratelimit-unified-representative-claim': claims[limit],
      'x-should-retry': 'false',
    },
  };
  const done = 'The work is done.';
  // A limit that ends so soon is waited for without a menu by a CLI that goes on by itself.
  const rows = limit === 'five-hour' ? cli.fiveHourMenu : cli.weeklyMenu;
  const menu = cli.resumesItself ? undefined : rows;
  const banner: Label = {
    state: 'limit',
    kind: claims[limit],
    resetsAt: new Date(resetS * 1_000).toISOString(),
    resumesItself: cli.resumesItself,
  };
  const goesOn: readonly Step[] = cli.resumesItself
    ? [{ do: 'see', texts: ['Continuing shortly'], withinMs: limits.labResetMs, label: banner }]
    : [
        ...(menu ? [{ do: 'choose', kind: 'other' } as const] : []),
        waits(banner),
        ...submitted(`continue [case:${name}-on]`),
      ];
  return {
    name,
    family: 'limit',
    recipe: `The API refuses because the ${limit} limit is reached, and answers once it was reset.`,
    script: ({ caseName }) => (caseName === name && systemClock().wallMs() < resetS * 1_000 ? refusal : says(done)),
    steps: [
      ...prompted(name),
      {
        do: 'see',
        texts: ['limit', 'reset', ...(menu ? ['Upgrade'] : [])],
        absent: ['esc to interrupt'],
        label: { ...banner, ...(menu ? { optionKinds: menu, selected: 0 } : {}) },
      },
      ...goesOn,
      { do: 'see', texts: [done], absent: ['esc to interrupt'], withinMs: limits.labResetMs, label: { state: 'idle' } },
    ],
  };
}

/** The menu is gone, and the banner stands above an empty box. */
function waits(banner: Label): Step {
  return { do: 'see', texts: ['limit', 'reset'], absent: ['Upgrade', 'esc to interrupt'], label: banner };
}
