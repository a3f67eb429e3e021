import { basename } from 'node:path';
import { PccError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Session } from '../session/session.ts';
import type { CliIdentity } from './cliChecks.ts';
import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeNumberOf, maybeTextOf, numberOf, textOf } from './row.ts';
import type { StoredClear, StoredLaunch } from './storedLaunch.ts';
import { storedSession } from './storedSession.ts';

/** What is kept of a session. No secret of the environment it got is stored. */
export interface SessionRecord {
  /** Readable, e.g. `app-1`; never used again. */
  readonly id: string;
  /** Absolute path of the folder it works in. */
  readonly path: string;
  /** The UUID that the CLI was given. */
  readonly claudeSessionId: string;
  readonly claudeVersion: string | null;
  /** The program that it runs; its version is '' until it was told. */
  readonly cli?: CliIdentity;
  /** Arguments for the CLI; secrets in them are redacted when they are stored. */
  readonly args: readonly string[];
  /** What is needed to start its CLI anew; absent for a demo. */
  readonly launch?: StoredLaunch;
  /** A `/clear` that was sent and not followed yet. */
  readonly clearing?: StoredClear | null;
  readonly brain: string;
  /** What the person required, as the followed file has it and cut to a limit; absent where nothing was said. */
  readonly requirements?: string;
  /**
   * A person named the file, and it stands as it did then; else it was found in the project or changed there, and what a project
   * holds may loosen nothing.
   */
  readonly requirementsGiven?: true;
  readonly trusted: boolean;
  /** Set when recorded sessions are played instead of the CLI. */
  readonly demo?: string;
  /** Folder in which its CLI keeps transcripts. */
  readonly configFolder: string;
  /** Opaque name of the account that its CLI works with. */
  readonly account?: string;
  /** IANA name of the time zone in which its CLI tells times. */
  readonly zone: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Absent when it ended without anybody seeing how. */
  readonly exitCode?: number;
  readonly pid: number | null;
  readonly cols: number;
  readonly rows: number;
  /** Since when its state is as it is told; milliseconds since the Unix epoch. */
  readonly since?: number;
  /** Tokens that it took in all, known once it has ended. */
  readonly usage?: TokenUsage;
  /** Where its life stands. */
  readonly session: Session;
}

/** Tokens; `context` is what the last request took in, all others are sums. */
export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly context: number;
}

/** The fields of a record that change while it lives. */
export type SessionChange = Partial<
  Pick<
    SessionRecord,
    'claudeVersion' | 'pid' | 'cols' | 'rows' | 'claudeSessionId' | 'launch' | 'clearing' | 'since' | 'usage'
  >
>;

/** Longest id; people type it. */
const idCharsMax = 64;
const slugCharsMax = 40;

/** The sessions, living and ended. Ended ones stay, so that an id always means the same session. */
export class SessionStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#redactor = redactor;
    this.#database = database;
  }

  /**
   * The id for a new session in `path`: the folder's name and the next number, or the wanted one.
   *
   * @throws PccError `invalid_input` for an ill-formed name, `conflict` for one that was used before.
   */
  idFor(path: string, wanted?: string): string {
    if (wanted === undefined) return this.#numbered(slugOf(basename(path)));
    if (!/^[a-z0-9][a-z0-9-]*$/.test(wanted) || wanted.length > idCharsMax) {
      throw new PccError(
        'invalid_input',
        `The name '${wanted}' cannot be an id: use up to ${idCharsMax} of a-z, 0-9 and '-', beginning with a letter or digit, e.g. '${slugOf(wanted)}'.`,
      );
    }
    if (this.get(wanted)) {
      throw new PccError(
        'conflict',
        `The name '${wanted}' was used before; take another, e.g. '${this.#numbered(wanted.slice(0, slugCharsMax))}'.`,
      );
    }
    return wanted;
  }

  /** @throws PccError `conflict` when the id exists. */
  insert(record: SessionRecord): void {
    if (this.get(record.id))
      throw new PccError('conflict', `A session '${record.id}' exists already; take another name.`);
    const redactor = this.#redactor();
    this.#database.run(
      `INSERT INTO sessions (id, path, claude_session_id, claude_version, args, brain, trusted, demo, started_at, ended_at,
        exit_code, pid, cols, rows, session, config_folder, zone, cli, requirements,
        requirements_given, account, launch)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      record.id,
      record.path,
      record.claudeSessionId,
      record.claudeVersion,
      JSON.stringify(record.args.map((arg) => redactor.text(arg))),
      record.brain,
      record.trusted ? 1 : 0,
      record.demo ?? null,
      record.startedAt,
      record.endedAt ?? null,
      record.exitCode ?? null,
      record.pid,
      record.cols,
      record.rows,
      storedSession(record.session, redactor),
      record.configFolder,
      record.zone,
      record.cli === undefined ? null : JSON.stringify(record.cli),
      redactor.text(record.requirements ?? ''),
      record.requirementsGiven ? 1 : 0,
      record.account ?? null,
      record.launch === undefined ? null : JSON.stringify(record.launch),
    );
  }

  /** Stores where the life of a session stands. */
  save(session: Session): void {
    this.#changed(
      session.id,
      this.#database.run(
        'UPDATE sessions SET session = ? WHERE id = ?',
        storedSession(session, this.#redactor()),
        session.id,
      ),
    );
  }

  /** Stores what a person required, as it stands now; `isGiven`: it is what that person named, unchanged since. */
  saveRequirements(id: string, text: string, isGiven: boolean): void {
    this.#database.run(
      'UPDATE sessions SET requirements = ?, requirements_given = ? WHERE id = ?',
      this.#redactor().text(text),
      isGiven ? 1 : 0,
      id,
    );
  }

  /** What is required in a session now. */
  requirementsOf(id: string): Required<Pick<SessionRecord, 'requirements'>> & Pick<SessionRecord, 'requirementsGiven'> {
    const row = this.#database.one('SELECT requirements, requirements_given FROM sessions WHERE id = ?', id);
    return {
      requirements: row ? textOf(row, 'requirements') : '',
      ...(row && numberOf(row, 'requirements_given') === 1 ? { requirementsGiven: true as const } : {}),
    };
  }

  /** Stores which program it runs. */
  saveCli(id: string, cli: CliIdentity): void {
    this.#database.run('UPDATE sessions SET cli = ? WHERE id = ?', JSON.stringify(cli), id);
  }

  /** Stores how much of each transcript file was taken in; bytes by path. */
  savePositions(id: string, positions: Readonly<Record<string, number>>): void {
    this.#database.run('UPDATE sessions SET positions = ? WHERE id = ?', JSON.stringify(positions), id);
  }

  /** What `savePositions` stored last. */
  positions(id: string): Readonly<Record<string, number>> {
    const row = this.#database.one('SELECT positions FROM sessions WHERE id = ?', id);
    return row ? (jsonOf(row, 'positions') as Record<string, number>) : {};
  }

  /** Stores what is known anew about a session's process. */
  change(id: string, change: SessionChange): void {
    const columns: Record<keyof SessionChange, string> = {
      claudeSessionId: 'claude_session_id',
      claudeVersion: 'claude_version',
      pid: 'pid',
      cols: 'cols',
      rows: 'rows',
      launch: 'launch',
      clearing: 'clearing',
      since: 'since',
      usage: 'usage',
    };
    this.#database.transaction(() => {
      for (const [field, column] of Object.entries(columns)) {
        const value = change[field as keyof SessionChange];
        if (value === undefined) continue;
        const stored = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
        this.#changed(id, this.#database.run(`UPDATE sessions SET ${column} = ? WHERE id = ?`, stored, id));
      }
    });
  }

  /** Notes the end; a second end changes nothing. `exitCode` is absent when nobody saw it. */
  markEnded(id: string, endedAt: number, exitCode?: number): void {
    this.#database.run(
      'UPDATE sessions SET ended_at = ?, exit_code = ?, pid = NULL WHERE id = ? AND ended_at IS NULL',
      endedAt,
      exitCode ?? null,
      id,
    );
  }

  get(id: string): SessionRecord | undefined {
    const row = this.#database.one('SELECT * FROM sessions WHERE id = ?', id);
    return row && recordOf(row);
  }

  /** In the order they were started; ended ones only with `all`. */
  list(which: { readonly all: boolean }): readonly SessionRecord[] {
    const rows = which.all
      ? this.#database.all('SELECT * FROM sessions ORDER BY n')
      : this.#database.all('SELECT * FROM sessions WHERE ended_at IS NULL ORDER BY n');
    return rows.map(recordOf);
  }

  /** The folders that sessions work or worked in. */
  folders(): readonly string[] {
    return this.#database.all('SELECT DISTINCT path FROM sessions').map((row) => textOf(row, 'path'));
  }

  /**
   * The session that a person means: the exact id, or the only living one that begins so, or the only one at all.
   *
   * @throws PccError `not_found`, or `ambiguous` with the candidates.
   */
  find(prefix: string): SessionRecord {
    const exact = this.get(prefix);
    if (exact) return exact;
    const matches = this.list({ all: true }).filter((record) => prefix !== '' && record.id.startsWith(prefix));
    const living = matches.filter((record) => record.endedAt === undefined);
    const candidates = living.length > 0 ? living : matches;
    const [only, ...others] = candidates;
    if (only && others.length === 0) return only;
    if (only) {
      const names = candidates.slice(0, 10).map((record) => record.id);
      throw new PccError(
        'ambiguous',
        `'${prefix}' may be ${names.join(', ')}${candidates.length > 10 ? ' …' : ''}; type more of it.`,
      );
    }
    const near = nearest(
      prefix,
      this.list({ all: true }).map((record) => record.id),
    );
    throw new PccError(
      'not_found',
      `No session is called '${prefix}'; ${near === undefined ? '`pcc list --all` shows all' : `did you mean '${near}'`}${near === undefined ? '.' : '?'}`,
    );
  }

  #numbered(slug: string): string {
    const rows = this.#database.all('SELECT id FROM sessions WHERE substr(id, 1, ?) = ?', slug.length + 1, `${slug}-`);
    const numbers = rows.map((row) => /^[1-9]\d{0,8}$/.exec(textOf(row, 'id').slice(slug.length + 1))?.[0]);
    return `${slug}-${Math.max(0, ...numbers.map((digits) => Number(digits ?? 0))) + 1}`;
  }

  #changed(id: string, result: { readonly changes: number }): void {
    if (result.changes === 0) throw new PccError('not_found', `No session is called '${id}'.`);
  }
}

/** A folder's name as the beginning of an id. */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, slugCharsMax)
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'session' : slug;
}

function recordOf(row: Row): SessionRecord {
  const demo = maybeTextOf(row, 'demo');
  const endedAt = maybeNumberOf(row, 'ended_at');
  const exitCode = maybeNumberOf(row, 'exit_code');
  const requirements = textOf(row, 'requirements');
  const since = maybeNumberOf(row, 'since');
  const account = maybeTextOf(row, 'account');
  const hasUsage = maybeTextOf(row, 'usage') !== undefined;
  const hasCli = maybeTextOf(row, 'cli') !== undefined;
  const hasLaunch = maybeTextOf(row, 'launch') !== undefined;
  return {
    id: textOf(row, 'id'),
    path: textOf(row, 'path'),
    claudeSessionId: textOf(row, 'claude_session_id'),
    claudeVersion: maybeTextOf(row, 'claude_version') ?? null,
    ...(hasCli ? { cli: jsonOf(row, 'cli') as unknown as CliIdentity } : {}),
    args: jsonOf(row, 'args') as readonly string[],
    ...(hasLaunch ? { launch: jsonOf(row, 'launch') as unknown as StoredLaunch } : {}),
    ...(maybeTextOf(row, 'clearing') ? { clearing: jsonOf(row, 'clearing') as unknown as StoredClear } : {}),
    configFolder: textOf(row, 'config_folder'),
    ...(account === undefined ? {} : { account }),
    zone: textOf(row, 'zone'),
    brain: textOf(row, 'brain'),
    ...(requirements === '' ? {} : { requirements }),
    ...(numberOf(row, 'requirements_given') === 1 ? { requirementsGiven: true as const } : {}),
    trusted: numberOf(row, 'trusted') === 1,
    ...(demo === undefined ? {} : { demo }),
    startedAt: numberOf(row, 'started_at'),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(exitCode === undefined ? {} : { exitCode }),
    pid: maybeNumberOf(row, 'pid') ?? null,
    cols: numberOf(row, 'cols'),
    rows: numberOf(row, 'rows'),
    ...(since === undefined ? {} : { since }),
    ...(hasUsage ? { usage: jsonOf(row, 'usage') as unknown as TokenUsage } : {}),
    session: jsonOf(row, 'session') as unknown as Session,
  };
}
