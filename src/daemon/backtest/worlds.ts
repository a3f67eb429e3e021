import { join, resolve } from 'node:path';
import type { World } from '../../policy/judge.ts';
import { readRuleFile } from '../../policy/ruleFile.ts';
import type { Rule } from '../../policy/ruleSet.ts';
import type { FoundRules } from '../ruleFiles.ts';
import { rulesReader } from '../ruleFiles.ts';
import { machineFacts } from '../world.ts';
import { openCandidate, shippedRulesFolder } from '../yamlFiles.ts';

/** The rules that hold for a project, and the same with a candidate file added as one of the user's own. */
export interface Worlds {
  readonly present: World;
  readonly candidate?: World;
}

/** Makes the worlds that calls of several projects are judged in; facts about paths are those of the machine as it is now. */
export class WorldMaker {
  readonly #home: string;
  readonly #rulesOf: (project: string) => FoundRules;
  readonly #candidate: readonly Rule[] | undefined;
  readonly #made = new Map<string, Worlds>();
  readonly #problems = new Set<string>();

  /** @throws PccError `invalid_input` when the candidate file is broken, with line and column. */
  constructor(home: string, candidate: string | undefined) {
    this.#home = resolve(home);
    this.#rulesOf = rulesReader({ shipped: shippedRulesFolder(), user: join(home, 'rules') });
    this.#candidate = candidate === undefined ? undefined : readRuleFile(openCandidate(candidate), 'user').rules;
  }

  /** Files of rules that are broken, of all projects that were asked about. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** The worlds for a project by its real path. */
  forProject(root: string): Worlds {
    let worlds = this.#made.get(root);
    if (!worlds) {
      const { rules, problems } = this.#rulesOf(root);
      for (const { sentence } of problems) this.#problems.add(sentence);
      const facts = machineFacts(this.#home);
      const added = this.#candidate;
      const candidate = added && { rules: { ...rules, rules: [...rules.rules, ...added] }, facts };
      worlds = { present: { rules, facts }, ...(candidate ? { candidate } : {}) };
      this.#made.set(root, worlds);
    }
    return worlds;
  }
}
