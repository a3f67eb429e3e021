import { judgeContent } from './content.ts';
import { alternativesOf, searchMayMatch } from './glob.ts';
import type { Access, Place } from './paths.ts';
import { absolutePath, judgeGlob, judgePath, secretSamples, stages } from './paths.ts';
import { judgeMcp } from './mcp.ts';
import { matchRules } from './rules.ts';
import { ShellWalk } from './shell/walk.ts';
import { commandTextProblem, nameTextProblem } from './textFilter.ts';
import type { Trace } from './trace.ts';
import { judgeUrl } from './urls.ts';
import type { ToolCall } from './verdict.ts';
import { textsWrittenBy } from './writes.ts';

type Judge = (call: ToolCall, place: Place, trace: Trace) => void;

const tools: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['Bash', judgeBash],
  ['Read', (call, place, trace) => judgeFile(call, 'file_path', 'read', { place, trace })],
  ['NotebookRead', (call, place, trace) => judgeFile(call, 'notebook_path', 'read', { place, trace })],
  ['Edit', (call, place, trace) => judgeEdit(call, 'file_path', place, trace)],
  ['Write', (call, place, trace) => judgeEdit(call, 'file_path', place, trace)],
  ['MultiEdit', (call, place, trace) => judgeEdit(call, 'file_path', place, trace)],
  ['NotebookEdit', (call, place, trace) => judgeEdit(call, 'notebook_path', place, trace)],
  ['Glob', judgeSearch],
  ['Grep', judgeSearch],
  ['LS', (call, place, trace) => judgeFile(call, 'path', 'name', { place, trace })],
  ['WebFetch', judgeFetch],
  ['WebSearch', judgeWebSearch],
  ['Task', judgeHelper],
  ['Agent', judgeHelper],
  ['Skill', judgeSkill],
  ['SlashCommand', judgeSlashCommand],
  ['TodoWrite', (call, _place, trace) => needs(Array.isArray(call.input['todos']), 'todos', trace)],
  ['TodoRead', () => undefined],
  ['TaskCreate', (call, _place, trace) => needs(typeof call.input['subject'] === 'string', 'subject', trace)],
  ['TaskGet', (call, _place, trace) => needs(typeof call.input['taskId'] === 'string', 'taskId', trace)],
  ['TaskUpdate', (call, _place, trace) => needs(typeof call.input['taskId'] === 'string', 'taskId', trace)],
  ['TaskList', () => undefined],
  ['ExitPlanMode', (_call, _place, trace) => trace.medium('plan', 'Leaving the plan lets changes begin.')],
  ['EnterPlanMode', () => undefined],
  ['AskUserQuestion', (_call, _place, trace) => trace.medium('question', 'A question is for the brain or a person.')],
  ['BashOutput', judgeOutput],
  ['TaskOutput', judgeOutput],
  ['AgentOutputTool', judgeOutput],
  ['Monitor', judgeMonitor],
  ['PowerShell', (_call, _place, trace) => trace.high('shell-other', 'A shell that is not understood runs something.')],
  ['REPL', (_call, _place, trace) => trace.high('code-tools', 'Code is run that can call every tool.')],
  ['TaskStop', (_call, _place, trace) => trace.medium('kill-shell', 'A command of this session is ended.')],
  ['LSP', (call, place, trace) => judgeLanguageServer(call, place, trace)],
  ['EnterWorktree', (_call, _place, trace) => trace.medium('worktree', 'A working copy of the repository is made.')],
  ['ExitWorktree', (_call, _place, trace) => trace.high('worktree-end', 'A working copy may be thrown away.')],
  ['CronCreate', (_call, _place, trace) => trace.high('later', 'Something is planted that runs later.')],
  ['ScheduleWakeup', (_call, _place, trace) => trace.medium('later', 'The session goes on by itself later.')],
  ['CronDelete', (_call, _place, trace) => trace.medium('later', 'What was planned is taken back.')],
  ['CronList', (_call, _place, trace) => trace.medium('later', 'What was planned is listed.')],
  ['RemoteTrigger', (_call, _place, trace) => trace.high('later', 'Something runs on another machine.')],
  ['Config', (_call, _place, trace) => trace.high('agent-settings', 'The settings of the agent are read or changed.')],
  ['TeamCreate', (_call, _place, trace) => trace.medium('helper-unclear', 'Further agents are set up.')],
  ['TeamDelete', (_call, _place, trace) => trace.high('helper-end', 'Agents and what they hold are thrown away.')],
  ['Artifact', (_call, _place, trace) => trace.high('upload', 'Something of the project is put on the network.')],
  ['KillShell', (_call, _place, trace) => trace.medium('kill-shell', 'A command of this session is ended.')],
  ['KillBash', (_call, _place, trace) => trace.medium('kill-shell', 'A command of this session is ended.')],
  ['ListMcpResourcesTool', judgeMcp],
  ['ReadMcpResourceTool', judgeMcp],
  ['ReadMcpResourceDirTool', judgeMcp],
]);

/** Judges a call by its tool; a tool that is not known is never LOW. */
export function judgeTool(call: ToolCall, place: Place, trace: Trace): void {
  trace.about(call.tool);
  const nameProblem = nameTextProblem(call.tool);
  if (nameProblem !== undefined) trace.high('tool-name', nameProblem);
  const known = tools.get(call.tool);
  if (known) known(call, place, trace);
  else if (call.tool.startsWith('mcp__')) judgeMcp(call, place, trace);
  else judgeUnknown(call, place, trace);
  judgeDescription(call, trace);
  if (call.tool !== 'Bash') noteNamed(call, place, trace);
  matchRules(call, place, trace);
}

/** What a tool that is not known by its fields names by their usual names, for rules to look at. */
function noteNamed(call: ToolCall, place: Place, trace: Trace): void {
  for (const field of ['file_path', 'notebook_path', 'path']) {
    const path = call.input[field];
    if (typeof path === 'string') trace.paths.add(absolutePath(path, place.cwd, place.facts.home));
  }
  const url = call.input['url'];
  if (typeof url === 'string' && URL.canParse(url)) trace.hosts.add(new URL(url).hostname);
}

function judgeUnknown(call: ToolCall, place: Place, trace: Trace): void {
  trace.add(call.tool === '' ? 'HIGH' : 'MEDIUM', 'tool-unknown', `The tool ${call.tool} is not known.`);
  judgeMcp(call, place, trace);
}

/** What the caller says of its own call may raise, never lower. */
function judgeDescription(call: ToolCall, trace: Trace): void {
  const description = call.input['description'];
  if (call.tool !== 'Bash' || typeof description !== 'string') return;
  if (commandTextProblem(description) !== undefined)
    trace.high('description-odd', 'The description holds characters or blanks that hide something.');
  if (
    /\b(?:approved by|pre-?approved|operator|ignore (?:all|previous|the)|do not ask|safe to approve|auto-?approve|SYSTEM:)\b/i.test(
      description,
    )
  )
    trace.high('description-persuades', 'The description tries to persuade whoever decides.');
  if (
    /\b(?:delete|remove|wipe|destroy|force|deploy|publish|production|secret|password)\w*\b/i.test(description) &&
    trace.risk === 'LOW'
  ) {
    trace.medium('description-grave', 'The description speaks of more than the command shows.');
  }
}

function judgeBash(call: ToolCall, place: Place, trace: Trace): void {
  const command = call.input['command'];
  if (typeof command !== 'string' || command.trim() === '') {
    trace.high('malformed-input', 'The command is missing or no text.');
    return;
  }
  trace.about(command);
  const problem = commandTextProblem(command);
  if (problem !== undefined) {
    trace.high('shell-text', problem);
    return;
  }
  if (call.input['run_in_background'] === true)
    trace.medium('shell-background', 'A command goes on in the background.');
  if (call.input['dangerouslyDisableSandbox'] === true)
    trace.high('shell-sandbox', 'The command asks to run outside the sandbox.');
  judgeOwnSocket(command, place, trace);
  new ShellWalk(place, trace).judgeText(command);
}

/** A command whose output is watched: the same shell, and it goes on. */
function judgeMonitor(call: ToolCall, place: Place, trace: Trace): void {
  trace.medium('shell-background', 'A command goes on in the background.');
  judgeBash(call, place, trace);
}

function judgeSkill(call: ToolCall, _place: Place, trace: Trace): void {
  needs(typeof (call.input['skill'] ?? call.input['command']) === 'string', 'skill', trace);
  trace.medium('skill', 'A skill brings instructions that are not part of the call.');
}

function judgeLanguageServer(call: ToolCall, place: Place, trace: Trace): void {
  judgeFile(call, 'filePath', 'scan', { place, trace });
  trace.medium('language-server', 'A language server of the project is started and asked.');
}

/** A session must not answer its own questions. */
function judgeOwnSocket(command: string, { facts: { ownHome } }: Place, trace: Trace): void {
  const reaches =
    /\bpcc\b|perpetualcc|\bPCC_[A-Z]/i.test(command) &&
    /\bpcc\s+(?!--version|explain|list|status)|\bpcc\.js\b|\.perpetualcc|PCC_[A-Z]|perpetualcc[^\s]*\.(?:sock|db|token)/i.test(
      command,
    );
  // A copy, or another name, of the program; and its package, loaded by an option of an interpreter.
  const inner = command.search(/[$<>]\(|`/);
  const renames = inner >= 0 && /(?<![\w.-])(?:pcc|perpetualcc)(?![\w./-])/i.test(command.slice(inner));
  const loads = /(?:--import|--require|--loader|\s-r)[\s=]*["']?(?:[^\s"']{0,300}\/)?perpetualcc\b/i.test(command);
  if (reaches || renames || loads || (ownHome !== undefined && namesHome(command, ownHome))) {
    trace.high('own-socket', 'The command reaches for the program that watches this session.');
  }
}

/** Tells whether a text holds the path of pcc's home, and not only of one whose name goes on, or of a recording's project. */
function namesHome(text: string, ownHome: string): boolean {
  const parts = text.toLowerCase().split(ownHome.toLowerCase());
  return parts.slice(1).some((after) => !/^[\w.-]/.test(after) && !after.startsWith(`${stages}/`));
}

/** A field that is missing or of another kind makes the call one that is not understood. */
function needs(isThere: boolean, field: string, trace: Trace): void {
  if (!isThere) trace.medium('malformed-input', `The field ${field} is missing or malformed.`);
}

function judgeOutput(call: ToolCall, _place: Place, trace: Trace): void {
  const id = call.input['bash_id'] ?? call.input['task_id'] ?? call.input['shell_id'];
  needs(typeof id === 'string', 'bash_id', trace);
}

function judgeFile(
  call: ToolCall,
  field: string,
  access: Access,
  to: { place: Place; trace: Trace },
): string | undefined {
  const path = call.input[field];
  if (typeof path !== 'string' || path === '') {
    to.trace.high('malformed-input', `The field ${field} is missing or no text.`);
    return undefined;
  }
  to.trace.about(path);
  const problem = nameTextProblem(path);
  if (problem !== undefined) to.trace.high('path-text', problem);
  else judgePath(path, access, to.place, to.trace);
  if (/^[a-z][a-z0-9+.-]*:|^[$%]|\\/i.test(path))
    to.trace.medium('path-form', `${path} is no path as this system writes them; a tool may read it in another way.`);
  return path;
}

function judgeEdit(call: ToolCall, field: string, place: Place, trace: Trace): void {
  const path = judgeFile(call, field, 'write', { place, trace });
  const texts = textsWrittenBy(call);
  if (texts === undefined) {
    if (!(call.tool === 'NotebookEdit' && call.input['edit_mode'] === 'delete'))
      trace.medium('malformed-input', 'What is written is missing or no text.');
    return;
  }
  for (const text of texts) judgeContent(text, path, trace);
}

function judgeSearch(call: ToolCall, place: Place, trace: Trace): void {
  const { pattern, path, glob } = call.input;
  if (typeof pattern !== 'string' || pattern === '')
    trace.high('malformed-input', 'The pattern is missing or no text.');
  const shows = call.tool === 'Grep';
  if (path !== undefined) judgeFile(call, 'path', shows ? 'scan' : 'name', { place, trace });
  const folder = typeof path === 'string' ? absolutePath(path, place.cwd, place.facts.home) : place.cwd;
  const names = shows ? glob : pattern;
  if (names === undefined) return;
  if (typeof names !== 'string') trace.medium('malformed-input', 'The pattern of names is no text.');
  else judgeNames(names, shows ? 'scan' : 'name', { ...place, cwd: folder }, trace);
}

/** Several globs may stand in one text, parted as the search tool parts them: by blanks, and by commas outside of braces. */
function judgeNames(text: string, access: Access, place: Place, trace: Trace): void {
  const problem = nameTextProblem(text);
  if (problem !== undefined) trace.high('path-text', problem);
  const parts =
    access === 'name' ? [text] : text.split(/\s+/).flatMap((part) => (/[{}]/.test(part) ? [part] : part.split(',')));
  for (const part of parts) {
    if (part === '' || part.startsWith('!')) continue;
    for (const pattern of alternativesOf(part)) judgeName(pattern, access, place, trace);
  }
}

function judgeName(pattern: string, access: Access, place: Place, trace: Trace): void {
  if (access === 'scan' && reachesSecret(pattern)) trace.high('glob-secret', `The pattern ${pattern} reaches secrets.`);
  if (/[*?[{]/.test(pattern)) judgeGlob(pattern.replace(/[{}]/g, '*'), 'name', place, trace);
  else judgePath(pattern, access, place, trace);
}

/** Tells whether a search by this glob is aimed at secrets; one for every file of a common kind, or for all files, is not. */
function reachesSecret(pattern: string): boolean {
  if (/(?:^|\/)\.env|\.(?:pem|key|p12)\b|id_rsa|credential|\.npmrc|\.netrc/i.test(pattern)) return true;
  return pattern.split('/').some((segment) => {
    if (!/[*?[{\\]/.test(segment)) return /^\.(?:ssh|aws|gnupg)$/i.test(segment);
    return secretSamples.some((name) => searchMayMatch(segment, name) && !searchMayMatch(segment, ordinaryLike(name)));
  });
}

/** A name that says nothing, with the same ending where that is the ending of ordinary files too. */
function ordinaryLike(name: string): string {
  return `q7w${/\.(?:json|txt|yml)$/.exec(name)?.[0] ?? '.ts'}`;
}

function judgeFetch(call: ToolCall, place: Place, trace: Trace): void {
  const url = call.input['url'];
  if (typeof url !== 'string' || url === '') {
    trace.high('malformed-input', 'The URL is missing or no text.');
    return;
  }
  trace.about(url);
  const problem = nameTextProblem(url);
  if (problem !== undefined) trace.high('url-text', problem);
  else if (!/^https?:\/\//i.test(url)) trace.high('url-scheme', 'The URL is not https.');
  else judgeUrl(url, trace, { devServers: false, rules: place.rules });
}

function judgeWebSearch(call: ToolCall, _place: Place, trace: Trace): void {
  const query = call.input['query'];
  if (typeof query !== 'string' || query === '') {
    trace.high('malformed-input', 'The query is missing or no text.');
    return;
  }
  if (query.length > 400 || /[A-Za-z0-9+/_-]{32,}={0,2}|-----BEGIN|(?:sk|ghp|AKIA)[-_]?[A-Za-z0-9]{12,}/.test(query))
    trace.high('search-data', 'The query is long or looks encoded: data could be sent out with it.');
  trace.medium('web-search', 'A search service is asked.');
}

function judgeHelper(call: ToolCall, _place: Place, trace: Trace): void {
  if (typeof call.input['prompt'] !== 'string') trace.medium('malformed-input', 'The task of the helper is missing.');
  if (
    call.input['run_in_background'] === true ||
    call.input['isolation'] !== undefined ||
    call.input['mode'] !== undefined
  ) {
    trace.medium('helper-mode', 'The helper is started in a special way.');
  }
}

function judgeSlashCommand(call: ToolCall, _place: Place, trace: Trace): void {
  const command = call.input['command'];
  const grave =
    typeof command !== 'string' ||
    /deploy|publish|release|prod|destroy|drop|delete|reset|permission|config|login|logout|yolo|bypass|force|push|migrate/i.test(
      command,
    );
  trace.add(grave ? 'HIGH' : 'MEDIUM', 'slash-command', 'A saved prompt runs whose effect is not part of the call.');
}
