import { limits } from '../limits.ts';
import { globsMayMeet } from './glob.ts';
import { isWithin } from './paths.ts';
import type { Place } from './paths.ts';
import type { Rule, RuleSet } from './ruleSet.ts';
import type { NamedCommand, Trace } from './trace.ts';
import type { ToolCall } from './verdict.ts';

/**
 * Adds a finding for each deny, ask or escalate rule that matches: once for each command that it names, else once for the
 * call. The paths and hosts of a call count for all its commands, which can only tighten.
 */
export function matchRules(call: ToolCall, place: Place, trace: Trace): void {
  for (const rule of place.rules.rules) {
    if (rule.effect === 'allow' || !matchesCall(rule, call, place, trace)) continue;
    const { program, text } = rule.match;
    if (program === undefined && text === undefined) tell(rule, trace);
    for (const command of commandsOf(call, trace)) {
      const isMeant =
        (program !== undefined || text !== undefined) &&
        (program === undefined || command.names.some((name) => program.test(name))) &&
        (text === undefined || pieces(command.text).some((piece) => text.test(piece)));
      if (isMeant) tell(rule, trace, command.subject);
    }
  }
}

function tell(rule: Rule, trace: Trace, subject?: string): void {
  const risk = rule.effect === 'deny' ? 'HIGH' : rule.effect === 'ask' ? 'MEDIUM' : 'LOW';
  trace.tell(
    { risk, rule: rule.id, reason: rule.reason, byRule: true, ...(rule.action ? { action: rule.action } : {}) },
    subject,
  );
}

/** Everything that a rule gives besides program and text. */
function matchesCall(rule: Rule, call: ToolCall, place: Place, trace: Trace): boolean {
  const { says } = rule;
  const { tool, path, host, project } = rule.match;
  return (
    passes(tool, [call.tool]) &&
    passes(project, spellings(place.root, place)) &&
    (path === undefined || namesPath(path, says.path ?? '', place, trace)) &&
    passes(host, [...trace.hosts])
  );
}

/** A long text in pieces, so that no text made for it holds an expression up. */
function pieces(text: string): string[] {
  if (text.length <= limits.ruleTextCharsMax) return [text];
  const step = limits.rulePieceChars / 2;
  return Array.from({ length: Math.ceil(text.length / step) }, (_, index) =>
    text.slice(index * step, index * step + limits.rulePieceChars),
  );
}

/** A path that the call names, or one that a shell pattern in it may reach. */
function namesPath(form: RegExp, glob: string, place: Place, trace: Trace): boolean {
  if ([...trace.paths].some((named) => isTooLong(named) || passes(form, spellings(named, place)))) return true;
  const whole = /^(?:~?\/|~$)/.test(glob) ? glob : `**/${glob}`;
  return [...trace.globs].some((pattern) =>
    spellings(pattern, place).some((spelling) => globsMayMeet(whole, spelling)),
  );
}

/** What no system takes for a path is taken for every path by what forbids, and for none by what allows. */
function isTooLong(path: string): boolean {
  return path.length > limits.rulePathCharsMax;
}

function passes(pattern: RegExp | undefined, values: readonly string[]): boolean {
  return pattern === undefined || values.some((value) => pattern.test(value));
}

/** The commands of a shell text; the input of another tool stands as one without a name. */
function commandsOf(call: ToolCall, trace: Trace): readonly NamedCommand[] {
  return call.tool === 'Bash' ? trace.commands : [{ names: [], text: JSON.stringify(call.input), subject: undefined }];
}

/** A path as it is, and with `~` where it is in the home folder. */
function spellings(path: string, { facts }: Place): string[] {
  const { home, platform } = facts;
  return isWithin(home, path, platform) ? [path, `~${path.slice(home.length)}`] : [path];
}

/**
 * The allow rule that lifts a call from MEDIUM to LOW. It must speak of all the call does: of shell text only one plain
 * command that stands alone, by the name it is written with and from its first word on; all the paths and hosts it names; and
 * another tool only by its name, its input whole.
 */
export function allowingRule(
  call: ToolCall,
  place: Place,
  trace: Trace,
  rules: RuleSet = place.rules,
): Rule | undefined {
  if (trace.findings.some((finding) => finding.byRule || neverLifted.test(finding.rule))) return undefined;
  const command = call.tool === 'Bash' ? loneCommand(call, trace) : undefined;
  if (call.tool === 'Bash' && !command) return undefined;
  return rules.rules.find((rule) => rule.effect === 'allow' && allows(rule, call, place, { trace, command }));
}

/** Findings that are about something else than the act that a rule can name. */
const neverLifted = /^(?:content-|description-|unseen-|malformed-|shell-(?!background$)|path-text|tool-name)/;

function allows(
  { match }: Rule,
  call: ToolCall,
  place: Place,
  { trace, command }: { readonly trace: Trace; readonly command: NamedCommand | undefined },
): boolean {
  if (!passes(match.tool, [call.tool]) || !passes(match.project, spellings(place.root, place))) return false;
  if (match.program && !match.program.test(command?.names[0] ?? '')) return false;
  if (match.text && !(command ? match.text.test(command.text) : isWhole(match, call))) return false;
  return (
    (!match.path || every([...trace.paths], (path) => allowsPath(match.path, path, place))) &&
    (!match.host || every([...trace.hosts], (host) => match.host?.test(host) === true))
  );
}

/** The JSON of another tool's input says many things: a rule must name the tool and match all of it. */
function isWhole({ tool, text }: Rule['match'], call: ToolCall): boolean {
  const json = JSON.stringify(call.input);
  return tool !== undefined && json.length <= limits.ruleTextCharsMax && text?.exec(json)?.[0] === json;
}

function every(values: readonly string[], holds: (value: string) => boolean): boolean {
  return values.length > 0 && values.every(holds);
}

function allowsPath(pattern: RegExp | undefined, path: string, place: Place): boolean {
  if (!pattern) return true;
  if (isTooLong(path)) return false;
  const below = isWithin(place.root, path, place.facts.platform) ? [path.slice(place.root.length + 1)] : [];
  return [...spellings(path, place), ...below].some((spelling) => pattern.test(spelling));
}

/** The one plain command of a shell text, written without a sign that the shell would act on. */
function loneCommand(call: ToolCall, trace: Trace): NamedCommand | undefined {
  const text = call.input['command'];
  const [command, second] = trace.commands;
  if (!command || second || typeof text !== 'string') return undefined;
  if (!/^[\w./-]+[^;&|<>$`\n\r(){}*?[\]~#!\\]*$/.test(text)) return undefined;
  if (new Set(trace.findings.map((finding) => finding.subject)).size > 1) return undefined;
  return text.trim().split(/\s/, 1)[0] === command.names[0] ? command : undefined;
}
