import { readRules } from '../../src/daemon/ruleFiles.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import type { Facts } from '../../src/policy/facts.ts';
import type { World } from '../../src/policy/judge.ts';
import { judgeInFull } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';

/** The project of the examples. */
export const project = '/home/dev/app';

const rules = readRules({ shipped: shippedRulesFolder() });

/** The shipped rules and a machine on which nothing is a link, unless `links` says so. */
export function worldWith(facts: Partial<Facts> = {}, links: Readonly<Record<string, string>> = {}): World {
  return {
    rules,
    facts: {
      home: '/home/dev',
      platform: 'linux',
      allowedRoots: [],
      realPathOf: (path) => {
        const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
        return link === undefined ? path : `${links[link] ?? ''}${path.slice(link.length)}`;
      },
      gitConfigIsClean: () => true,
      ...facts,
    },
  };
}

const plainWorld = worldWith();

/** The class of a shell command in the project. */
export function riskOf(command: string, world: World = plainWorld): Risk {
  return judgeInFull({ tool: 'Bash', input: { command }, cwd: project }, world).risk;
}
