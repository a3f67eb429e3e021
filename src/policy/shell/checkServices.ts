import type { Line } from './checks.ts';
import { judgeSql } from './code.ts';
import { judgeAny } from './roles.ts';
import type { Scene } from './scene.ts';

const asking =
  /^(?:[a-z]+:list$|list|describe|get|ls|show|help|version|info|lookup|head|status|query|validate|view|whoami|preview|search|tail|logs?|ps|inspect|diff|estimate|check)(?:$|-)/;
const secretTopic =
  /secret|password|token|credential|decrypt|access-key|api-?key|login|\bkeys?\b|kms|session|signin|configure|env(?:$|:)|config:get|print-(?:access|identity)/i;

/** Command lines of clouds: asking is MEDIUM, changing or asking for a secret HIGH. */
export function judgeCloud({ sorted, args }: Line, scene: Scene): void {
  const words = sorted.operands.map((arg) => arg.text);
  // `gcloud run services list` names a service of the cloud, not an act.
  const head = words
    .slice(0, 4)
    .filter((word, i) => !(word === 'run' && /^(?:services|jobs|revisions|regions)$/.test(words[i + 1] ?? '')));
  const asks = head.some((word) => asking.test(word));
  const changes = head.some((word) =>
    /^(?:create|delete|rm|rb|mb|put|update|modify|run|start|stop|reboot|terminate|deploy|attach|detach|set|add|remove|cp|mv|sync|invoke|send|publish|import|export|exec|ssh|apply|destroy|purge|restore|reset|enable|disable|copy|move|scp|execute)(?:$|-)/.test(
      word,
    ),
  );
  if (!asks || changes) scene.trace.high('cloud-change', 'Something in a cloud is changed, started or sent.');
  if (args.some((arg) => secretTopic.test(arg.text)))
    scene.trace.high('cloud-secret', 'A secret of a cloud account is shown or used.');
  // Names of log groups and parameters look like paths.
  for (const arg of args) if (!/^\/aws\/[\w./-]+$/.test(arg.text) || arg.text.includes('..')) judgeAny(arg, scene);
}

/** Command lines of services: asking and local development are MEDIUM, the rest HIGH. */
export function judgeService({ sorted, args }: Line, scene: Scene): void {
  const [verb] = sorted.operands;
  const plain =
    verb !== undefined &&
    (asking.test(verb.text) ||
      /^(?:dev|build|emulators:start|local|types|generate|lint|inspect|serve|test|releases?:info|apps:info)$/.test(
        verb.text,
      ));
  const second = sorted.operands[1]?.text ?? '';
  const asksBelow =
    verb !== undefined &&
    /^(?:projects?|apps?|functions?|deployments?|domains?|db|releases?|pages|kv|issues?|builds?)$/.test(verb.text) &&
    asking.test(second);
  if (!plain && !asksBelow && sorted.operands.length > 0)
    scene.trace.high('service-change', 'A service is changed, or something is sent.');
  if (args.some((arg) => secretTopic.test(arg.text)))
    scene.trace.high('service-secret', 'A secret of a service is shown or used.');
  if (verb === undefined && !sorted.known.some(({ name }) => name === '--version'))
    scene.trace.high('service-change', 'Without a command the tool deploys.');
  for (const arg of args) judgeAny(arg, scene);
}

/** Databases: statements on a development database are MEDIUM; another machine, a file of statements, or a prompt HIGH. */
export function judgeDatabase({ sorted, program }: Line, scene: Scene): void {
  const { trace } = scene;
  let statements = sorted.values.filter(({ role }) => role === 'sql').length;
  for (const [index, arg] of sorted.operands.entries()) {
    if (arg.sort === 'unknown') trace.high('sql-unknown', 'A word for the database is not known beforehand.');
    else if (/:\/\//.test(arg.text)) judgeAddress(arg.text, scene);
    else if (/^\.|\s|;/.test(arg.text) || (index > 0 && /^(?:sqlite3?|duckdb)$/.test(program.id))) {
      statements++;
      judgeSql(arg.text, trace);
    } else judgeAny(arg, scene);
  }
  for (const { option, arg } of sorted.values) {
    if (
      /^(?:-h|--host)$/.test(option) &&
      !/^(?:localhost|127\.0\.0\.1|::1|db|postgres|mysql|\/tmp|\/var\/run\/postgresql)$/.test(arg.text)
    )
      trace.high('database-remote', 'The database is on another machine.');
    if (arg.text.includes('://')) judgeAddress(arg.text, scene);
  }
  if (scene.stdin.text !== undefined) {
    statements++;
    judgeSql(scene.stdin.text, trace);
  } else if (scene.stdin.kind !== 'none') trace.high('database-input', 'The database runs what it is sent.');
  const lists = sorted.known.some(({ name }) => /^(?:-l|--list|--version|-V)$/.test(name));
  if (statements === 0 && !lists && scene.stdin.kind === 'none')
    trace.high('database-prompt', 'A prompt of a database waits for a person.');
}

function judgeAddress(text: string, scene: Scene): void {
  const host = /:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?]*)/.exec(text)?.[1] ?? '';
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\]|db|postgres|mysql|mongo|redis|)$/.test(host))
    scene.trace.high('database-remote', 'The database is on another machine.');
}

/** `redis-cli` and its like. */
export function judgeRedis({ args }: Line, scene: Scene): void {
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.text ?? '';
    if (words.length === 0 && /^-[hpnuas]$/.test(text)) {
      const value = args[++i]?.text ?? '';
      if (text === '-a' || text === '-u' || (text === '-h' && !/^(?:localhost|127\.0\.0\.1|redis)$/.test(value)))
        scene.trace.high('database-remote', 'The data store is on another machine, or a password is given.');
    } else if (words.length === 0 && /^--(?:pattern|count)$/.test(text)) i++;
    else if (words.length > 0 || !text.startsWith('-')) words.push(text);
    else if (!/^--(?:raw|no-raw|csv|version|json|scan|pattern|count|bigkeys|memkeys|stat|latency)$|^-v$/.test(text))
      scene.trace.high('redis-option', `The option ${text} is not known.`);
  }
  const [verb = ''] = words;
  if (
    !(verb === '' && args.some((arg) => arg.text === '--scan')) &&
    !/^(?:get|mget|keys|scan|info|ping|ttl|pttl|type|exists|llen|lrange|hget|hgetall|hkeys|hlen|scard|smembers|sismember|zcard|zrange|zscore|dbsize|strlen|memory|object|time|echo|lastsave|role|set|setex|incr|decr|lpush|rpush|hset|sadd|zadd|expire|xlen|xrange|xinfo|client)$/i.test(
      verb,
    )
  ) {
    scene.trace.high('redis-grave', 'The command empties or steers the data store, or opens a prompt.');
  }
}

/** Asking a cluster: secrets are HIGH. */
export function judgeKubectlRead({ args }: Line, scene: Scene): void {
  for (const arg of args) {
    judgeAny(arg, scene);
    if (/secret|token|kubeconfig|^--raw|^all$/i.test(arg.text))
      scene.trace.high('cluster-secret', 'Secrets of the cluster may be shown.');
  }
}

/** Changing a cluster: undoing, emptying, remote manifests and secrets are HIGH. */
export function judgeKubectlChange({ args, sorted }: Line, scene: Scene): void {
  for (const arg of args) {
    judgeAny(arg, scene);
    if (
      /^(?:undo|secret|clusterrolebinding|rolebinding|clusterrole|serviceaccount|token|--replicas=0|--privileged.*|--overrides.*|restart-all)$/.test(
        arg.text,
      )
    )
      scene.trace.high('cluster-grave', `${arg.text} takes something away or gives rights.`);
  }
  for (const { option, arg } of sorted.values) {
    if (/^(?:-f|--filename|-k)$/.test(option) && (/^https?:|^-$/.test(arg.text) || arg.sort === 'unknown'))
      scene.trace.high('cluster-remote', 'What is applied does not come from a file of the project.');
    if (option === '--replicas' && arg.text === '0') scene.trace.high('cluster-grave', 'The workload is taken down.');
  }
}

/** Infrastructure as code: plans are MEDIUM. */
export function judgeTerraform({ args }: Line, scene: Scene): void {
  for (const arg of args) {
    judgeAny(arg, scene);
    if (/^(?:-destroy|delete|rm|remove|-raw|destroy|--show-secrets|select-prod|init-force|cancel)$/.test(arg.text))
      scene.trace.high('infrastructure-grave', `${arg.text} takes something away or shows secrets.`);
  }
}

/** Questions to the network: a name that is built from data would carry it out. */
export function judgeDns({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands) {
    if (arg.sort !== 'static')
      scene.trace.high(
        'dns-data',
        'The name that is asked for is not known beforehand: data could be sent out with it.',
      );
    if (arg.text.split('.').some((label) => label.length > 30))
      scene.trace.high('dns-data', 'The name that is asked for is long: data could be sent out with it.');
  }
}
