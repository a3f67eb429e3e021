import type { Stats } from 'node:fs';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { systemCode } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Redactor } from '../policy/redact.ts';
import { redactor, shapeRedactor } from '../policy/redact.ts';
import { isSecretName, secretsOf } from '../policy/secretWorth.ts';
import { envEntries } from './envFile.ts';
import { realPathOf } from './world.ts';

/** Folders that hold no settings of the project, and often very many files. */
const passedOver = /^(?:node_modules|vendor|dist|build|target|coverage|\..*)$/;

/** `.env`, `.env.local`, `.envrc`, `production.env`; what is made to be copied and filled in holds no secrets. */
const envFile = /^(?:\.env(?:rc|\..+)?|.+\.env)$/;
const namesEnvFile = /\.env\b/;
const sampleFile = /[.-](?:example|sample|template|tmpl|dist|defaults?|schema|test-example)$/i;

/**
 * The secret values that pcc knows, kept in memory only: from the `.env` files of the projects that it works in, and from
 * variables with secret-looking names. Values stay known when their file goes: what was secret is redacted for as long as
 * this daemon lives.
 */
export class SecretValues {
  readonly #clock: Clock;
  readonly #projects = new Map<string, ProjectSecrets>();
  readonly #values = new Set<string>();
  #redactor: Redactor = shapeRedactor;
  #lookedMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes in the secrets of an environment: the values of variables whose names say that they are secret. */
  learnEnvironment(env: Readonly<Record<string, string | undefined>>): void {
    const found = Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && isSecretName(name) ? secretsOf(name, value) : [],
    );
    this.#learn(found);
  }

  /** Takes in the `.env` files of a project, from now on also when they change. */
  learnProject(project: string): void {
    const folder = realPathOf(project);
    if (this.#projects.has(folder) || this.#projects.size >= limits.secretProjectsMax) return;
    if (!statOf(folder, 'folder')) return;
    const secrets = new ProjectSecrets(folder);
    this.#projects.set(folder, secrets);
    this.#learn(secrets.changed());
  }

  /** Takes in what a call writes into an `.env` file: it is secret before the file is there. */
  learnCall({ tool, input }: { readonly tool: string; readonly input: JsonObject }): void {
    const { command, file_path: path } = input;
    const writes = typeof path === 'string' && isEnvFile(basename(path));
    if (writes || (tool === 'Bash' && typeof command === 'string' && namesEnvFile.test(command)))
      this.#learn(textsIn(input).flatMap(secretsInText));
  }

  /**
   * The redactor that knows everything so far, of all projects: a secret of one may be shown in the session of another.
   * Files are looked at again when the last look is `limits.secretsLookEveryMs` old.
   */
  current(): Redactor {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lookedMs >= limits.secretsLookEveryMs) {
      this.#lookedMs = nowMs;
      for (const project of this.#projects.values()) this.#learn(project.changed());
    }
    return this.#redactor;
  }

  /** `current`, with a project's own files taken in for certain. */
  redactorFor(project: string): Redactor {
    this.learnProject(project);
    return this.current();
  }

  #learn(values: readonly string[]): void {
    const fresh = values.filter((value) => !this.#values.has(value));
    if (fresh.length === 0) return;
    for (const value of fresh.slice(0, limits.secretValuesMax - this.#values.size)) this.#values.add(value);
    this.#redactor = redactor(this.#values);
  }
}

function isEnvFile(name: string): boolean {
  return envFile.test(name) && !sampleFile.test(name);
}

/** The `.env` files of one project, in its folder and a little below. */
class ProjectSecrets {
  readonly #root: string;
  /** What each folder and file looked like when it was read. */
  readonly #seen = new Map<string, string>();
  readonly #folders = new Map<string, readonly string[]>();
  readonly #files = new Map<string, readonly string[]>();

  constructor(root: string) {
    this.#root = root;
  }

  /** The values of files that are new or have changed since the last call. */
  changed(): string[] {
    const values: string[] = [];
    let level = [this.#root];
    let folders = 0;
    for (let depth = 0; depth <= limits.secretFolderDepthMax; depth++) {
      const next: string[] = [];
      for (const folder of level.slice(0, Math.max(0, limits.secretFoldersMax - folders))) {
        folders++;
        if (this.#isNew(folder, statOf(folder, 'folder'))) this.#list(folder);
        for (const file of this.#files.get(folder) ?? []) {
          if (this.#isNew(file, statOf(file, 'file'))) values.push(...secretsIn(file));
        }
        next.push(...(this.#folders.get(folder) ?? []));
      }
      level = next;
    }
    return values;
  }

  #isNew(path: string, stat: Stats | undefined): boolean {
    if (!stat) return false;
    const mark = `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
    if (this.#seen.get(path) === mark) return false;
    this.#seen.set(path, mark);
    return true;
  }

  #list(folder: string): void {
    const entries = unless(() => readdirSync(folder, { withFileTypes: true }), []);
    const files = entries.filter(({ name }) => isEnvFile(name));
    const folders = entries.filter((entry) => entry.isDirectory() && !passedOver.test(entry.name));
    this.#files.set(
      folder,
      files.slice(0, limits.secretFilesPerFolderMax).map((entry) => join(folder, entry.name)),
    );
    this.#folders.set(
      folder,
      folders.slice(0, limits.secretFoldersMax).map((entry) => join(folder, entry.name)),
    );
  }
}

function secretsIn(file: string): string[] {
  return secretsInText(unless(() => readFileSync(file, 'utf8'), ''));
}

function secretsInText(text: string): string[] {
  return envEntries(text.slice(0, limits.secretFileBytesMax)).flatMap(({ name, value }) => secretsOf(name, value));
}

/** All texts inside a value. */
function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Links are not followed: what they lead to belongs to somebody else. A file that is too large is no list of settings. */
function statOf(path: string, kind: 'folder' | 'file'): Stats | undefined {
  const stat = unless(() => lstatSync(path), undefined);
  if (kind === 'folder') return stat?.isDirectory() ? stat : undefined;
  return stat?.isFile() && stat.size <= limits.secretFileBytesMax ? stat : undefined;
}

/** What cannot be read holds nothing that could be shown. */
function unless<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return otherwise;
  }
}
