import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import type { Place } from './paths.ts';
import { absolutePath, judgePath } from './paths.ts';
import { judgeSql } from './shell/code.ts';
import { Trace } from './trace.ts';
import { judgeUrl } from './urls.ts';
import type { ToolCall } from './verdict.ts';

/** Verbs in the name of a tool whose effect is hard to undo, or that run things, move money or speak to people. */
const graveVerbs = new Set([
  'delete',
  'del',
  'drop',
  'exec',
  'execute',
  'run',
  'send',
  'pay',
  'payment',
  'refund',
  'remove',
  'rm',
  'destroy',
  'purge',
  'wipe',
  'truncate',
  'transfer',
  'charge',
  'shell',
  'bash',
  'command',
  'terminal',
  'eval',
  'evaluate',
  'script',
  'deploy',
  'publish',
  'release',
  'terminate',
  'stop',
  'shutdown',
  'kill',
  'reboot',
  'restart',
  'revoke',
  'grant',
  'invite',
  'post',
  'email',
  'mail',
  'sms',
  'tweet',
  'buy',
  'purchase',
  'order',
  'checkout',
  'subscribe',
  'unsubscribe',
  'cancel',
  'archive',
  'merge',
  'force',
  'reset',
  'rollback',
  'restore',
  'overwrite',
  'upload',
  'share',
  'spawn',
  'process',
  'secret',
  'secrets',
  'credential',
  'credentials',
  'token',
  'tokens',
  'password',
  'payout',
  'withdraw',
  'disable',
  'rotate',
  'impersonate',
  'sudo',
  'admin',
  'permission',
  'permissions',
  'reply',
  'respond',
  'approve',
  'control',
  'notify',
  'message',
  'sql',
  'migration',
  'apply',
  'unlink',
  'erase',
  'clear',
  'empty',
  'flush',
  'move',
  'rename',
  'ban',
  'block',
  'rmdir',
  'rmtree',
  'trash',
  'discard',
  'nuke',
  'undeploy',
  'uninstall',
  'unpublish',
  'deprovision',
  'decommission',
  'expunge',
  'evict',
  'broadcast',
  'donate',
  'trade',
  'sell',
  'dm',
]);
/** The same verbs written together with what they are done to, as in `sendmessage`. */
const graveCompound =
  /^(?:delete|remove|drop|destroy|purge|wipe|truncate|erase|exec|execute|run|send|post|terminate|refund|transfer|publish|deploy)(?:all|files?|folders?|dirs?|tables?|databases?|dbs?|collections?|messages?|e?mails?|sms|command|cmd|query|sql|users?|records?|rows?|objects?|items?|repos?|repository|issues?|branch|pages?|data|code|script|payments?|charges?|money|funds|instances?|buckets?|pods?)$/;
/** Nouns that make one of these verbs harmless enough for the brain. */
const graveNouns =
  /(?:charge|refund|payment|invoice|payout|transfer|subscription|deployment|secret|credential|access_key|api_key|webhook|user_role|collaborator|deploy_key|release)/;

/** Judges a call of a third-party tool by its name and arguments; what its server does is not known, so it is never LOW. */
export function judgeMcp(call: ToolCall, place: Place, trace: Trace): void {
  const verb = call.tool
    .replace(/^mcp__.*?__/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const words = verb.split(/[^a-z0-9]+/);
  const reads = /^(?:get|list|search|read|find|fetch|describe|query|show|count|view)$/.test(words[0] ?? '');
  const grave = words.find((word) => graveVerbs.has(word) || graveCompound.test(word));
  if (grave !== undefined && !(reads && !/secret|credential|token|password|sql/.test(grave)))
    trace.high('mcp-grave', `The name of the tool says that it may ${grave}.`);
  if (!reads && graveNouns.test(verb)) trace.high('mcp-grave', `The tool ${verb} moves money, rights or releases.`);
  judgeArguments(call.input, 0, { place, trace, shells: /shell|bash|terminal|command|exec/.test(call.tool) });
  trace.medium('mcp-unknown', 'What the server of this tool does is not known.');
}

/** Deepest nesting of arguments that is looked at. */
const argumentsDepthMax = 12;

function judgeArguments(
  value: Json | undefined,
  depth: number,
  at: { place: Place; trace: Trace; shells: boolean },
): void {
  if (depth > argumentsDepthMax) at.trace.high('mcp-depth', 'The arguments are nested too deeply.');
  else if (typeof value === 'string') judgeArgument(value, at);
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) judgeArguments(item, depth + 1, at);
  else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (/^(?:command|cmd|shell|script|code|exec)$/i.test(name) && typeof item === 'string')
        at.trace.high('mcp-command', `The argument ${name} is run by the server.`);
      if (/^(?:sql|query|statement)$/i.test(name) && typeof item === 'string') judgeSql(item, at.trace);
      if (/^(?:force|recursive|hard|permanent|bypass\w*)$/i.test(name) && item === true)
        at.trace.high('mcp-force', `The argument ${name} asks for more.`);
      judgeArguments(item, depth + 1, at);
    }
  }
}

function judgeArgument(text: string, { place, trace }: { place: Place; trace: Trace }): void {
  if (text.length > 4096) return;
  const probe = new Trace();
  if (/^(?:[~/.]|[\w.-]+\/)[^\s]*$|^\.env|\.(?:pem|key)$/.test(text) && !text.includes('://')) {
    judgePath(text, 'read', place, probe);
    const absolute = absolutePath(text, place.cwd, place.facts.home);
    if (probe.risk === 'HIGH' || (probe.risk === 'MEDIUM' && absolute.startsWith('/') && /^[~/]|\.\./.test(text)))
      trace.high('mcp-path', `The argument ${text.slice(0, 80)} names a secret or a path outside the project.`);
  } else if (/^file:/i.test(text)) trace.high('mcp-path', 'An argument names a file by URL.');
  else if (/^https?:\/\//i.test(text)) {
    judgeUrl(text, probe, { devServers: true, rules: place.rules });
    if (probe.risk === 'HIGH') trace.high('mcp-url', 'An argument is a URL that must not be fetched without a person.');
  }
  for (const path of probe.paths) trace.paths.add(path);
  for (const host of probe.hosts) trace.hosts.add(host);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}/.test(text))
    trace.high('mcp-secret', 'An argument holds a secret.');
  if (/(?:^|[\s;&|'"])(?:rm\s+-\w*[rf]|sudo\s|curl\s[^|]*\|\s*(?:ba)?sh)/.test(text))
    trace.high('mcp-command', 'An argument looks like a destructive command.');
}
