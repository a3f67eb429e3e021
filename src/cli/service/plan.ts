import { userInfo } from 'node:os';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import { packageVersion } from '../../packageRoot.ts';
import { isObject, parseJson } from '../../base/json.ts';

/** What the service of this user is to run, and in what environment. */
export interface ServicePlan {
  /** Program and arguments of a daemon in the foreground. */
  readonly program: readonly string[];
  readonly version: string;
  /** Absolute path of the home folder of pcc. */
  readonly home: string;
  /** In the order in which they are written. */
  readonly env: readonly (readonly [name: string, value: string])[];
}

/** What a written file says it was made for. */
export type Made = Pick<ServicePlan, 'program' | 'version' | 'home'>;

/**
 * Variables of whoever installs it that the daemon, and what schedules start, need as well: none of them holds a secret. All
 * others are left out, since the file is no place for tokens.
 */
const kept = ['PATH', 'LANG', 'TZ', 'CLAUDE_CONFIG_DIR', 'PCC_CLAUDE'] as const;

/** What would be installed now. */
export function servicePlan(io: Io): ServicePlan {
  const home = clientHome(io).folder;
  const named = kept.flatMap((name): [string, string][] => {
    const value = io.env[name];
    // A variable with a line break could write lines of its own.
    return value && !/[\r\n\0]/.test(value) ? [[name, value]] : [];
  });
  return {
    program: [...io.self, '__daemon', '--stderr'],
    version: packageVersion(),
    home,
    env: [...(io.env.PCC_HOME ? [['PCC_HOME', home] as const] : []), ...named],
  };
}

/** The home folder of the user, where systems look for services. */
export function userHome(io: Pick<Io, 'env'>): string {
  const named = io.env.HOME;
  return named ? named : userInfo().homedir;
}

const mark = "Written by 'pcc service install'; 'pcc service uninstall' takes it away.";

/** The lines by which a file is known as written here, and what for; each fits into a comment of any kind. */
export function markLines({ program, version, home }: ServicePlan): [string, string] {
  // Two hyphens would end a comment of XML.
  const made = JSON.stringify({ program, version, home }).replaceAll('-', '\\u002d');
  return [mark, `Made for ${made}`];
}

/** What a file was made for; undefined for one that was not written here. */
export function madeFor(text: string): Made | undefined {
  if (!text.includes(mark)) return undefined;
  const made = parseJson(/Made for (\{.*\})/.exec(text)?.[1] ?? '');
  if (!isObject(made)) return undefined;
  const { program, version, home } = made;
  const isMade = Array.isArray(program) && typeof version === 'string' && typeof home === 'string';
  return isMade ? { program: program.filter((word) => typeof word === 'string'), version, home } : undefined;
}

/** Why what was installed is not what would be installed now; undefined where it is. */
export function staleness(made: Made, plan: ServicePlan): string | undefined {
  if (made.home !== plan.home) return `it is for the home '${made.home}', not '${plan.home}'`;
  if (made.program.join('\0') !== plan.program.join('\0')) return `it runs another program: ${made.program.join(' ')}`;
  if (made.version !== plan.version) return `it was made by version ${made.version}, this is ${plan.version}`;
  return undefined;
}
