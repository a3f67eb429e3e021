import { shortened } from './trace.ts';
import type { Finding, NamedCommand, Trace } from './trace.ts';
import type { Place } from './paths.ts';
import { allowingRule } from './rules.ts';
import type { MatchSource } from './ruleForms.ts';
import { compileMatch } from './ruleForms.ts';
import type { Rule, RuleSet } from './ruleSet.ts';
import type { ToolCall, Verdict } from './verdict.ts';

/** What would make a call pass, or who decides, as lines for people; none for what passes. */
export function remedyOf(call: ToolCall, verdict: Verdict, place: Place, trace: Trace): string[] {
  if (verdict.action === 'approve') return [];
  const spoken = rulesThatSpoke(place.rules, trace);
  const split = partsToSplit(call, trace);
  if (trace.risk === 'HIGH') return [graveLine(spoken, trace), ...split];
  const broken = spoken.find(({ id }) => /^(?:user|project)-rules-broken$/.test(id));
  if (broken) return [`Mend the file ${broken.source}; until then everything is asked about.`];
  const person = trace.findings.find((finding) => finding.action !== undefined);
  if (person)
    return [
      `The rule ${person.rule} has a person asked; take it out of ${fileOf(person.rule, spoken)}, or answer.`,
      ...split,
    ];
  const byRule = trace.findings.find((finding) => finding.byRule);
  if (byRule)
    return [`The rule ${byRule.rule} asks; no allow rule lifts that. The brain or a person answers.`, ...split];
  return [...split, ...allowLines(call, place, trace)];
}

/** The rules of files that spoke, in place of the ids that findings name. */
function rulesThatSpoke(rules: RuleSet, { findings }: Trace): Rule[] {
  const ids = new Set(findings.filter(({ byRule }) => byRule).map(({ rule }) => rule));
  return rules.rules.filter(({ id }) => ids.has(id));
}

/** What a person or a project forbids, they can allow again; what the floor forbids, nobody. */
function graveLine(spoken: readonly Rule[], { findings }: Trace): string {
  const grave = findings.filter(({ risk }) => risk === 'HIGH');
  const own = spoken.find(({ origin, effect }) => origin !== 'shipped' && effect === 'deny');
  if (
    own &&
    grave.every(({ byRule, rule }) => byRule && spoken.some(({ id, origin }) => id === rule && origin !== 'shipped'))
  )
    return `The rule ${own.id} of ${own.source} forbids it: change it there, or a person is asked whether it may run this once.`;
  return 'Nothing lifts this: a person is asked whether it may run this once.';
}

function fileOf(id: string, spoken: readonly Rule[]): string {
  const rule = spoken.find((one) => one.id === id);
  return rule === undefined ? 'its file' : rule.source;
}

/** In a list of commands: those that decided, the gravest first, when others pass without them; a part of a pipe is no such part. */
function partsToSplit(call: ToolCall, { commands, findings, risk }: Trace): string[] {
  const text = call.input['command'];
  if (call.tool !== 'Bash' || typeof text !== 'string') return [];
  const listed = new Set(text.split(/&&|\|\||[;\n]/).map((part) => part.trim()));
  const grave = new Set(findings.filter((finding) => isGrave(finding, risk)).map(({ subject }) => subject));
  const parts = new Set(commands.map(({ subject }) => subject ?? ''));
  const deciding = [...parts].filter((part) => grave.has(shortened(part)));
  if (deciding.length === 0 || deciding.length === parts.size || !deciding.every((part) => listed.has(part))) return [];
  const others = findings.some(({ risk: other, subject }) => other !== 'LOW' && !grave.has(subject));
  const named = deciding.map((part) => `\`${shortened(part)}\``).join(' and ');
  return [`Split off ${named}: the other parts ${others ? 'are judged without it' : 'pass by themselves'}.`];
}

function isGrave(finding: Finding, risk: string): boolean {
  return finding.risk === risk || finding.action !== undefined;
}

/** The text of a rule that lifts this very call; tried before it is shown. */
function allowLines(call: ToolCall, place: Place, trace: Trace): string[] {
  for (const suggestion of suggestions(call, place, trace)) {
    const rules: RuleSet = { ...place.rules, rules: [suggestion.rule] };
    if (allowingRule(call, place, trace, rules))
      return ['This rule in a file of PCC_HOME/rules would make it pass:', ...suggestion.yaml];
  }
  const parts = trace.commands.length > 1 ? '; `pcc explain` of a part alone tells what would lift that part' : '';
  return [`No rule lifts this call as a whole: the brain or a person answers${parts}.`];
}

interface Suggestion {
  readonly rule: Rule;
  readonly yaml: readonly string[];
}

function suggestions(call: ToolCall, place: Place, trace: Trace): Suggestion[] {
  const [command] = trace.commands;
  if (call.tool === 'Bash') {
    const program = command?.names[0];
    if (!command || program === undefined) return [];
    const id = `allow-${program}`;
    const said = beforeText(command, place.rules);
    return [
      // A message is another each time; options behind it are not meant by the rule.
      ...(said === undefined ? [] : suggestion(id, { program, regex: `^${literal(said)} (?!.* -).+$` })),
      ...suggestion(id, { program, regex: `^${literal(command.text)}$` }),
    ];
  }
  const path = [...trace.paths].find((named) => named.startsWith(`${place.root}/`));
  const [host] = trace.hosts;
  return [
    ...(path === undefined
      ? []
      : suggestion('allow-path', { tool: call.tool, path: path.slice(place.root.length + 1) })),
    ...(host === undefined ? [] : suggestion('allow-host', { tool: call.tool, host })),
    ...suggestion('allow-tool', { tool: call.tool }),
  ];
}

function literal(text: string): string {
  return text.replace(/[\\^$.+*?()[\]{}|]/g, '\\$&');
}

/** The words of a command up to an option that takes free text, where only that text follows; undefined for other commands. */
function beforeText({ names, text }: NamedCommand, rules: RuleSet): string | undefined {
  const words = text.split(' ');
  let program = rules.programs.get(names[0] ?? '');
  for (const [index, word] of words.entries()) {
    program = program?.commands?.get(word) ?? program;
    const option = program?.options.get(/^-\w{2,}$/.test(word) ? `-${word.slice(-1)}` : word);
    const rest = words.slice(index + 1);
    if (option?.value === 'text' && rest.length > 0 && !rest.some((behind) => behind.startsWith('-')))
      return words.slice(0, index + 1).join(' ');
  }
  return undefined;
}

function suggestion(prefix: string, says: MatchSource): Suggestion[] {
  const compiled = compileMatch(says, { allows: true, shipped: false });
  if ('why' in compiled) return [];
  const { match } = compiled;
  const id = prefix.replace(/[^\w.-]+/g, '-');
  const fields = Object.entries(says).map(([key, value]) => `${key}: ${quoted(String(value))}`);
  const reason = 'Say here why you trust it.';
  return [
    {
      rule: { id, effect: 'allow', match, says, reason, examples: [], origin: 'user', source: '' },
      yaml: [
        'rules:',
        `  - id: ${id}`,
        '    effect: allow',
        `    match: { ${fields.join(', ')} }`,
        `    reason: ${reason}`,
      ],
    },
  ];
}

/** A text as a YAML scalar. */
function quoted(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`;
}
