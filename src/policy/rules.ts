import { limits } from '../limits.ts';
import { globsMayMeet } from './glob.ts';
import { isWithin } from './paths.ts';
import type { Place } from './paths.ts';
import type { Rule, RuleSet } from './ruleSet.ts';
import type { WeighedForm } from './ruleWork.ts';
import { globSteps, RuleWork } from './ruleWork.ts';
import type { NamedCommand, Trace } from './trace.ts';
import type { ToolCall } from './verdict.ts';

/**
 * Adds a finding for each deny, ask or escalate rule that matches: once for each command that it names, else once for the
 * call. The paths and hosts of a call count for all its commands, which can only tighten. When the rules of people's own files
 * have had their share of work, those that could not be compared count as matching.
 */
export function matchRules(call: ToolCall, place: Place, trace: Trace): void {
  const commands = commandsOf(call, trace);
  const work = new RuleWork();
  for (const rule of place.rules.rules) {
    if (rule.effect === 'allow') continue;
    const look: Look = { place, trace, work: rule.origin === 'shipped' ? new RuleWork(Infinity) : work };
    if (!matchesCall(rule, call, look)) continue;
    const { program, text } = rule.match;
    if (program === undefined && text === undefined) tell(rule, look);
    else
      for (const command of commands) {
        const isMeant = passes(program, command.names, look.work) && passes(text, [command.text], look.work);
        if (isMeant) tell(rule, look, command.subject);
        if (look.work.isSpent) break;
      }
  }
}

/** What a rule is compared with, and the work that may still be done for it. */
interface Look {
  readonly place: Place;
  readonly trace: Trace;
  readonly work: RuleWork;
}

/** Steps that a finding costs, so that their number is bounded too. */
const stepsOfFinding = 2_000;

function tell(rule: Rule, { trace, work }: Look, subject?: string): void {
  const risk = rule.effect === 'deny' ? 'HIGH' : rule.effect === 'ask' ? 'MEDIUM' : 'LOW';
  const reason = work.isSpent ? `${rule.reason} (The call is too long to be compared with this rule.)` : rule.reason;
  work.affords(stepsOfFinding);
  trace.tell({ risk, rule: rule.id, reason, byRule: true, ...(rule.action ? { action: rule.action } : {}) }, subject);
}

/** Everything that a rule gives besides program and text. */
function matchesCall(rule: Rule, call: ToolCall, look: Look): boolean {
  const { says } = rule;
  const { tool, path, host, project } = rule.match;
  const { place, trace, work } = look;
  return (
    passes(tool, [call.tool], work) &&
    isOf(project, place) &&
    (path === undefined || namesPath(path, says.path ?? '', look)) &&
    passes(host, trace.hosts, work)
  );
}

/** True when one of the values matches, or when it would take too long to tell. */
function passes(pattern: WeighedForm | undefined, values: Iterable<string>, work: RuleWork): boolean {
  if (pattern === undefined) return true;
  for (const value of values) if (work.matches(pattern, value)) return true;
  return false;
}

function isOf(project: RegExp | undefined, place: Place): boolean {
  return project === undefined || spellings(place.root, place).some((folder) => project.test(folder));
}

/** A path that the call names, or one that a shell pattern in it may reach. */
function namesPath(form: RegExp, glob: string, { place, trace, work }: Look): boolean {
  for (const named of trace.paths) {
    if (isTooLong(named) || !work.affords(2 * globSteps(glob, named))) return true;
    if (spellings(named, place).some((spelling) => form.test(spelling))) return true;
  }
  const whole = /^(?:~?\/|~$)/.test(glob) ? glob : `**/${glob}`;
  for (const pattern of trace.globs) {
    if (isTooLong(pattern) || !work.affords(stepsOfMeeting * pattern.split('/').length + 2 * globSteps(glob, pattern)))
      return true;
    if (spellings(pattern, place).some((spelling) => globsMayMeet(whole, spelling))) return true;
  }
  return false;
}

/** Steps of comparing a name of a rule's glob with a name of a shell pattern, which makes an expression of one of them. */
const stepsOfMeeting = 2_000;

/** What no system takes for a path is taken for every path by what forbids, and for none by what allows. */
function isTooLong(path: string): boolean {
  return path.length > limits.rulePathCharsMax;
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
  const look = { place, trace, work: new RuleWork() };
  return rules.rules.find((rule) => rule.effect === 'allow' && allows(rule, call, look, command) && !look.work.isSpent);
}

/** Findings that are about something else than the act that a rule can name. */
const neverLifted = /^(?:content-|description-|unseen-|malformed-|shell-(?!background$)|path-text|tool-name)/;

function allows(
  { match }: Rule,
  call: ToolCall,
  { place, trace, work }: Look,
  command: NamedCommand | undefined,
): boolean {
  if (!passes(match.tool, [call.tool], work) || !isOf(match.project, place)) return false;
  if (!passes(match.program, [command?.names[0] ?? ''], work)) return false;
  // A command does more than its paths say: which one it is must be said too.
  if (command && match.path && !match.program && !match.text) return false;
  if (match.text && !(command ? passes(match.text, [command.text], work) : isWhole(match, call, work))) return false;
  return (
    (!match.path || every([...trace.paths], (path) => allowsPath(match.path, path, place))) &&
    (!match.host || every([...trace.hosts], (host) => passes(match.host, [host], work)))
  );
}

/** The JSON of another tool's input says many things: a rule must name the tool and match all of it. */
function isWhole({ tool, text }: Rule['match'], call: ToolCall, work: RuleWork): boolean {
  const json = JSON.stringify(call.input);
  if (tool === undefined || !text || json.length > limits.ruleTextCharsMax || !work.matches(text, json)) return false;
  return text.form.exec(json)?.[0] === json;
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
