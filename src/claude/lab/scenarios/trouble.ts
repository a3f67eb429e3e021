import type { Scenario } from '../scenario.ts';
import type { Reply } from '../script.ts';
import { says } from '../script.ts';
import type { Traits } from './traits.ts';
import { everySize, idleAfter, narrow, prompted } from './steps.ts';

const claims = { 'five-hour': 'five_hour', weekly: 'seven_day' } as const;
type LimitName = keyof typeof claims;

/**
 * Usage limits and failures of the API.
 *
 * @param nowS the moment of recording, seconds since the epoch: what limits are counted from.
 */
export function troubleScenarios(cli: Traits, nowS: number): Scenario[] {
  return [
    limitReached(cli, 'five-hour', nowS),
    limitReached(cli, 'weekly', nowS),
    limitNear(nowS),
    ...errors(cli),
    overloaded,
  ];
}

/** `kind` is the claim the API names in its header. */
function limitReached(cli: Traits, limit: LimitName, nowS: number): Scenario {
  const name = `limit-${limit}`;
  const resetS = resetAfter(nowS, limit);
  const resumesItself = cli.resumesItself && limit === 'five-hour';
  const menu = limit === 'five-hour' ? cli.fiveHourMenu : cli.weeklyMenu;
  const resetsAt = new Date(resetS * 1_000).toISOString();
  const reply: Reply = {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers: { ...limitHeaders('rejected', limit, resetS), 'x-should-retry': 'false' },
  };
  return {
    name,
    family: 'limit',
    recipe: `The API refuses because the ${limit} limit is reached.`,
    script: { [name]: [reply] },
    steps: [
      ...prompted(name),
      {
        do: 'see',
        texts: menu ? ['limit', 'reset', 'Upgrade your plan'] : ['limit', 'reset'],
        absent: ['esc to interrupt'],
        label: {
          state: 'limit',
          kind: claims[limit],
          resetsAt,
          resumesItself,
          ...(menu ? { optionKinds: menu, selected: 0 } : {}),
        },
      },
    ],
    sizes: everySize,
  };
}

function limitNear(nowS: number): Scenario {
  const headers = limitHeaders('allowed_warning', 'weekly', resetAfter(nowS, 'weekly'));
  return {
    name: 'limit-near',
    family: 'idle',
    recipe: 'The API answers, and warns that the weekly limit is near. A warning is no limit: the screen is idle.',
    script: { 'limit-near': [{ ...says('That went well.'), headers }] },
    steps: [...prompted('limit-near'), idleAfter('That went well.')],
    sizes: narrow,
  };
}

/** Banners tell minutes at most, so limits end at full ones: the nearer at half past, the farther days ahead at a full hour. */
function resetAfter(nowS: number, limit: LimitName): number {
  const hourS = 3_600;
  const nextHourS = Math.ceil(nowS / hourS) * hourS;
  return limit === 'five-hour' ? nextHourS + 1.5 * hourS : nextHourS + 72 * hourS;
}

function limitHeaders(status: string, limit: LimitName, resetS: number): Record<string, string> {
  return {
    'anthropic-ratelimit-unified-status': status,
    'anthropic-ratelimit-unified-reset': String(resetS),
    'anthropic-ratelimit-unified-representative-claim': claims[limit],
  };
}

/** One failure of the API as the CLI tells it. */
interface Failure {
  readonly name: string;
  readonly kind: string;
  readonly reply: Reply;
  readonly sees: string;
  readonly login: 'subscription' | 'api-key';
}

function failing(failure: Failure): Scenario {
  const name = `error-${failure.name}`;
  return {
    name,
    family: 'error',
    recipe: `The API answers with an error of the kind ${failure.kind}.`,
    script: { [name]: [failure.reply] },
    login: failure.login,
    steps: [
      ...prompted(name),
      { do: 'see', texts: [failure.sees], absent: ['esc to interrupt'], label: { state: 'error', kind: failure.kind } },
    ],
    sizes: failure.name === 'auth' ? everySize : narrow,
  };
}

/** Failures that trying again does not mend. */
function errors(cli: Traits): Scenario[] {
  return [
    failing({
      name: 'auth',
      kind: 'auth',
      reply: refusal(401, 'authentication_error', 'Invalid bearer token'),
      sees: '/login',
      login: 'subscription',
    }),
    failing({
      name: 'credit',
      kind: 'credit',
      reply: refusal(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
      sees: 'Credit balance',
      login: 'api-key',
    }),
    failing({
      name: 'context',
      kind: 'context-full',
      reply: refusal(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      sees: cli.contextFull,
      login: 'subscription',
    }),
  ];
}

const overloaded: Scenario = {
  name: 'busy-overloaded',
  family: 'busy',
  recipe: 'The API is overloaded; the CLI tries again by itself.',
  script: { 'busy-overloaded': [refusal(529, 'overloaded_error', 'Overloaded')] },
  steps: [...prompted('busy-overloaded'), { do: 'see', texts: ['retrying'], how: 'moving', label: { state: 'busy' } }],
  sizes: narrow,
};

function refusal(status: number, type: string, message: string): Reply {
  return { kind: 'error', status, type, message, headers: { 'x-should-retry': String(status >= 500) } };
}
