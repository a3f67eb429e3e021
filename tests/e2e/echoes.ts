import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bare } from './bare.ts';
import type { Desk } from './desk.ts';

/** Children that need no CLI: each tells its name, then every byte that it is sent, as `cat -v` names it. */
export class Echoes {
  readonly #bare: Bare;
  readonly #claude: string;

  constructor(bare: Bare) {
    this.#bare = bare;
    // Asked for its version it is one that pcc knows, so that nothing is checked in the background.
    const version = `case "$1" in --version) echo '2.1.329 (Claude Code)'; exit;; esac`;
    this.#claude = bare.cli(`${version}\nstty raw -echo\ncat first\nexec cat -v`);
  }

  /** Starts one under this name, in which pcc types nothing; `first` is what it writes before all else. */
  async start(desk: Desk, name: string, first = ''): Promise<void> {
    const path = join(this.#bare.root, name);
    mkdirSync(path);
    writeFileSync(join(path, 'first'), `${first}${name} hears: `);
    const { env } = this.#bare;
    await desk.call('session.start', { path, trust: true, args: [], claude: this.#claude, env, name });
    await desk.call('session.pause', { id: name });
  }
}
