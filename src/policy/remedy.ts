import { shortened } from './trace.ts';
import type { Finding, Trace } from './trace.ts';
import type { Place } from './paths.ts';
import { allowingRule } from './rules.ts';
import type { MatchSource } from './ruleForms.ts';
import { compileMatch } from './ruleForms.ts';
import type { Rule, RuleSet } from './ruleSet.ts';
import type { ToolCall, Verdict } from './verdict.ts';

/** What would make a call pass, or who decides, as lines for people; none for what passes. */
export function remedyOf(call: ToolCall, verdict: Verdict, place: Place, trace: Trace): string[] {
  if (verdict.action === 'approve') return [];
  const split = partsToSplit(trace);
  if (trace.risk === 'HIGH') return ['Nothing lifts this: a person is asked whether it may run this once.', ...split];
  const person = trace.findings.find((finding) => finding.action !== undefined);
  if (person) return [`The rule ${person.rule} has a person asked; take it out of its file, or answer.`, ...split];
  const byRule = trace.findings.find((finding) => finding.byRule);
  if (byRule)
    return [`The rule ${byRule.rule} asks; no allow rule lifts that. The brain or a person answers.`, ...split];
  return [...split, ...allowLines(call, place, trace)];
}

/** In a compound: the parts that decided, the gravest first, when other parts pass without them. */
function partsToSplit({ commands, findings, risk }: Trace): string[] {
  const grave = new Set(findings.filter((finding) => isGrave(finding, risk)).map(({ subject }) => subject));
  const parts = new Set(commands.map(({ subject }) => subject ?? ''));
  const deciding = [...parts].filter((part) => grave.has(shortened(part)));
  if (deciding.length === 0 || deciding.length === parts.size) return [];
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
    const regex = `^${command.text.replace(/[\\^$.+*?()[\]{}|]/g, '\\$&')}$`;
    return suggestion(`allow-${program}`, { program, regex });
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
