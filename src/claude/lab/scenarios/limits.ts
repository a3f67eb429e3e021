import type { Label, Scenario, Size, Step } from '../scenario.ts';
import type { Reply } from '../script.ts';
import { calls, says } from '../script.ts';
import { isFrom } from './releases.ts';
import { narrow, prompted, wide } from './steps.ts';
import type { Traits } from './traits.ts';

const hourS = 3_600;
const dayS = 24 * hourS;

/** A limit as the API tells it, and how far from the last full hour it ends. */
interface Told {
  readonly name: string;
  readonly recipe: string;
  readonly claim: 'five_hour' | 'seven_day' | 'seven_day_opus';
  readonly resetsInS: number;
  readonly zone?: string;
  readonly sizes: readonly Size[];
  readonly midTurn?: boolean;
}

const small: readonly Size[] = [{ cols: 60, rows: 20 }];
const large: readonly Size[] = [{ cols: 200, rows: 50 }];

/** Banners tell minutes at most, so that each of these ends at a full one. */
const told: readonly Told[] = [
  {
    name: 'opus',
    recipe: 'the weekly limit of one model',
    claim: 'seven_day_opus',
    resetsInS: 3 * dayS,
    sizes: narrow,
  },
  { name: 'hour', recipe: 'a limit that ends at a full hour', claim: 'five_hour', resetsInS: 3 * hourS, sizes: small },
  {
    name: 'tomorrow',
    recipe: 'a limit that ends tomorrow, a little before the present time',
    claim: 'five_hour',
    resetsInS: 23.5 * hourS,
    sizes: narrow,
  },
  {
    name: 'new-york',
    recipe: 'a limit told in the time of New York',
    claim: 'five_hour',
    resetsInS: 2.25 * hourS,
    zone: 'America/New_York',
    sizes: large,
  },
  {
    name: 'kolkata',
    recipe: 'a limit told in the time of Kolkata, whose hours begin at half past',
    claim: 'five_hour',
    resetsInS: 4.5 * hourS,
    zone: 'Asia/Kolkata',
    sizes: wide,
  },
  {
    name: 'month',
    recipe: 'a weekly limit that ends in another month, told in the time of New York',
    claim: 'seven_day',
    resetsInS: 11 * dayS,
    zone: 'America/New_York',
    sizes: wide,
  },
  {
    name: 'mid-turn',
    recipe: 'a limit in the middle of a turn, after a file was read',
    claim: 'five_hour',
    resetsInS: 1.5 * hourS,
    sizes: narrow,
    midTurn: true,
  },
];

/**
 * Usage limits in their wordings and zones.
 *
 * @param nowS the moment of recording, seconds since the epoch: what limits are counted from.
 */
export function limitScenarios(cli: Traits, nowS: number): Scenario[] {
  const fromS = Math.ceil(nowS / hourS) * hourS;
  return told.map((one) => limit(cli, one, fromS + one.resetsInS - (one.resetsInS > 20 * hourS ? hourS : 0)));
}

function limit(cli: Traits, one: Told, resetS: number): Scenario {
  const name = `limit-${one.name}`;
  const headers = {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(resetS),
    'anthropic-ratelimit-unified-representative-claim': one.claim,
    'x-should-retry': 'false',
  };
  const message = 'This request would exceed your rate limit.';
  const refusal: Reply = { kind: 'error', status: 429, type: 'rate_limit_error', message, headers };
  const read = calls('Read', { file_path: '/tmp/pcc-lab/app/README.md' }, 'I look at it first.');
  const isShort = one.claim === 'five_hour';
  const rows = isShort ? cli.fiveHourMenu : cli.weeklyMenu;
  const label: Label = {
    state: 'limit',
    kind: one.claim,
    resetsAt: new Date(resetS * 1_000).toISOString(),
    resumesItself: isShort && cli.resumesItself,
    ...(rows ? { optionKinds: rows, selected: 0 } : {}),
  };
  return {
    name,
    family: 'limit',
    recipe: `The API refuses: ${one.recipe}.`,
    script: { [name]: one.midTurn === true ? [read, refusal] : [refusal] },
    ...(one.zone === undefined ? {} : { env: { TZ: one.zone } }),
    steps: [
      ...prompted(name),
      { do: 'see', texts: ['limit', 'reset', ...(rows ? ['Upgrade'] : [])], absent: ['esc to interrupt'], label },
    ],
    sizes: one.sizes,
  };
}

/** Few tries, so that giving up does not take minutes. */
const impatient = { CLAUDE_CODE_MAX_RETRIES: '1' };

interface Failure {
  readonly name: string;
  readonly kind: string;
  readonly reply: Reply;
  readonly sees: string;
  readonly midTurn?: boolean;
  /** The first version that draws it as a failure; before, it looks like an answer, and only the transcript tells. */
  readonly from?: string;
}

function refused(status: number, type: string, message: string): Reply {
  return { kind: 'error', status, type, message, headers: { 'x-should-retry': String(status >= 500) } };
}

const failures: readonly Failure[] = [
  { name: 'overloaded', kind: 'overloaded', reply: refused(529, 'overloaded_error', 'Overloaded'), sees: '529' },
  { name: 'internal', kind: 'api', reply: refused(500, 'api_error', 'Internal server error'), sees: '500' },
  {
    name: 'invalid',
    kind: 'api',
    reply: refused(400, 'invalid_request_error', 'messages: roles must alternate'),
    sees: 'roles must alternate',
  },
  {
    name: 'too-large',
    kind: 'too-large',
    reply: refused(413, 'request_too_large', 'Request exceeds the maximum size'),
    sees: 'too large',
    from: '2.1.329',
  },
  {
    name: 'mid-turn',
    kind: 'auth',
    reply: refused(401, 'authentication_error', 'Invalid bearer token'),
    sees: '/login',
    midTurn: true,
  },
];

/** Failures of the API that end a turn, beside those that ask the person to do something about the account. */
export function failureScenarios({ version }: Traits): Scenario[] {
  return [...failures.filter(({ from = version }) => isFrom(version, from)).map(failing), unreachable];
}

function failing(failure: Failure): Scenario {
  const name = `error-${failure.name}`;
  const read = calls('Read', { file_path: '/tmp/pcc-lab/app/README.md' }, 'I look at it first.');
  return {
    name,
    family: 'error',
    recipe: `The API answers with an error of the kind ${failure.kind}${failure.midTurn === true ? ' in the middle of a turn' : ''}.`,
    script: { [name]: failure.midTurn === true ? [read, failure.reply] : [failure.reply] },
    env: impatient,
    steps: [...prompted(name), gaveUp(failure.sees, failure.kind)],
    sizes: failure.name === 'overloaded' ? [...small, ...large] : narrow,
  };
}

function gaveUp(sees: string, kind: string): Step {
  return {
    do: 'see',
    texts: [sees],
    absent: ['esc to interrupt', 'retrying', 'attempt'],
    label: { state: 'error', kind },
  };
}

const unreachable: Scenario = {
  name: 'error-network',
  family: 'error',
  recipe: 'The API is gone: its port refuses connections.',
  script: { 'error-network': [says('Never said.')] },
  env: impatient,
  steps: [
    ...prompted('error-network').slice(0, -1),
    { do: 'stop-api' },
    { do: 'key', key: 'enter' },
    gaveUp('API Error', 'network'),
  ],
  sizes: narrow,
};
