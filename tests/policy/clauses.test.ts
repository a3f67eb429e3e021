import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { triedExamples } from '../../src/policy/examples.ts';
import { risks } from '../../src/policy/verdict.ts';
import { worldWith } from './world.ts';

/**
 * rules/clauses.yaml names every id that code gives. What code gives is read from the code itself: the first literal of each
 * `high(…)`, `medium(…)` and `trace.add(…)` under src/policy, and the literal rules of verdicts elsewhere.
 */

const src = fileURLToPath(new URL('../../src/', import.meta.url));
const { rules } = worldWith();
const clauses = new Map(rules.clauses.map((clause) => [clause.id, clause]));

function textsIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(src + folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('consulting'))
      .map((name) => readFileSync(`${src}${folder}/${name}`, 'utf8')),
  );
}

const idForm = /^[a-z]+(?:-[a-z]+)*$/;

/** Ids that the code of the policy gives, each with the gravest class it is given with; `HIGH` where that is computed. */
function idsOfPolicy(): Map<string, number> {
  const ids = new Map<string, number>();
  for (const text of textsIn(['policy'])) {
    for (const call of text.matchAll(/\b(high|medium|trace\.add|Trace\.add|to\.trace\.add)\(/g)) {
      const behind = text.slice(call.index + call[0].length, call.index + call[0].length + 260);
      const [own = ''] = behind.split(/\b(?:high|medium)\(/);
      const literals = [...own.matchAll(/'([^'\n]*)'|`[^`]*`/g)].map((match) => match[1] ?? '');
      const adds = call[1] !== 'high' && call[1] !== 'medium';
      if (!adds && !/^\s*'/.test(behind)) continue;
      const at = adds ? literals.findIndex((literal) => idForm.test(literal) && literal !== 'name') : 0;
      const id = literals[at] ?? '';
      if (!idForm.test(id)) continue;
      const classes = literals.slice(0, at).filter((literal) => risks.some((risk) => risk === literal));
      const gravest = adds ? Math.max(...classes.map((risk) => risks.findIndex((one) => one === risk)), 0) : 0;
      const risk = call[1] === 'high' ? 2 : call[1] === 'medium' ? 1 : gravest;
      ids.set(id, Math.max(ids.get(id) ?? 0, risk));
    }
  }
  return ids;
}

/** Literals that stand where an id could, and are none. */
const noIds = new Set(['static', 'none']);

const given = idsOfPolicy();
for (const id of noIds) given.delete(id);

describe('the table of clauses', () => {
  it('reads the code: there is much to find', () => {
    expect(given.size).toBeGreaterThan(190);
  });

  it('has an entry for every id that the policy gives', () => {
    expect([...given.keys()].filter((id) => !clauses.has(id) && !rules.programs.has(id))).toEqual([]);
  });

  it('has no entry that nothing gives', () => {
    const everywhere = textsIn(['policy', 'session', 'daemon', 'brain']).join('\n');
    const unused = [...clauses.keys()].filter(
      (id) =>
        !given.has(id) &&
        !everywhere.includes(`'${id}'`) &&
        !/^(?:(?:user|project)-rules-broken|brain-(?:rules|ollama|gemini))$/.test(id),
    );
    expect(unused).toEqual([]);
  });

  it('names each id once, also beside the rules and kinds of paths', () => {
    const ids = [...rules.clauses, ...rules.rules, ...rules.paths].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('states the gravest class that the code gives', () => {
    const less = [...given].filter(([id, risk]) => risks.indexOf(clauses.get(id)?.risk ?? 'HIGH') < risk);
    expect(less).toEqual([]);
  });

  it('states the class of the verdicts that stand elsewhere in the code', () => {
    const elsewhere = textsIn(['session', 'daemon', 'brain']).flatMap((text) =>
      [...text.matchAll(/risk: '(\w+)',[^{}]*?rules: \['([\w-]+)'\]/g)].map(([, risk, id = '']) => [id, risk]),
    );
    expect(elsewhere.length).toBeGreaterThan(2);
    expect(elsewhere.filter(([id = '', risk]) => clauses.get(id)?.risk !== risk)).toEqual([]);
  });

  it('says each reason in one sentence', () => {
    expect(rules.clauses.filter(({ reason }) => !/^[A-Z\p{Ll}].*\.$/u.test(reason)).map(({ id }) => id)).toEqual([]);
  });

  it('shows every HIGH id in a call that is HIGH and names it', () => {
    // A defect of ours is shown by no call.
    const shown = (id: string): boolean =>
      clauses.get(id)?.examples.some((example) => example.risk === 'HIGH') === true || id === 'judge-failed';
    const grave = [...given.keys()].filter((id) => clauses.get(id)?.risk === 'HIGH');
    expect(grave.filter((id) => !shown(id))).toEqual([]);
  });

  it.each(rules.clauses.flatMap((clause) => clause.examples.map((example) => ({ clause, example }))))(
    '$clause.id: $example.tool $example.input',
    ({ clause, example }) => {
      const [tried] = triedExamples({ ...clause, examples: [example] }, rules, true);
      expect(tried?.fault).toBeUndefined();
      expect(tried?.verdict.rules).toContain(clause.id);
    },
  );
});
