import type { RuleSet } from './ruleSet.ts';
import type { Trace } from './trace.ts';

/** Longest query that is taken for a plain question, in characters. */
const queryCharsMax = 120;
/** A part of a URL with this many characters of a mixed alphabet is taken for encoded data. */
const encoded = /[A-Za-z0-9+/_-]{28,}={0,2}|[0-9a-fA-F]{32,}/;
const privateNames =
  /^(?:localhost|.*\.localhost|.*\.local|.*\.internal|.*\.intranet|.*\.lan|.*\.home|.*\.corp|metadata|host\.docker\.internal)$/;
const numericHost = /^(?:[\d.]+|0x[\da-f.x]+|\[.*\])$/i;
/** Ports of services that obey whoever reaches them: container and cluster control, debuggers, databases. */
const controlPorts = new Set([
  '22',
  '25',
  '2375',
  '2376',
  '2379',
  '3306',
  '5432',
  '5555',
  '5984',
  '6379',
  '6443',
  '8001',
  '8500',
  '9200',
  '9222',
  '9229',
  '10250',
  '11211',
  '27017',
]);

/** Looks at a URL that is fetched, and adds what is wrong with it; a plain public https page is MEDIUM. */
export function judgeUrl(
  text: string,
  trace: Trace,
  options: { readonly devServers: boolean; readonly rules: RuleSet },
): void {
  const url = parseUrl(text);
  if (!url) {
    trace.high('url-malformed', 'The URL cannot be read.');
    return;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    trace.high('url-scheme', `The scheme ${url.protocol} is not https.`);
  if (url.username !== '' || url.password !== '')
    trace.high('url-userinfo', 'The URL holds a user name or a password.');
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  trace.hosts.add(host);
  if (host.split('.').some((label) => label.startsWith('xn--')))
    trace.high('url-look-alike', 'The host is written with letters that can imitate others.');
  if (isDevServer(host, url.port) && options.devServers)
    trace.medium('url-local', 'A server on this machine is asked.');
  else if (numericHost.test(host) || privateNames.test(host) || !host.includes('.'))
    trace.high('url-private', `The host ${host} is a private or numeric address.`);
  else if (url.protocol === 'http:')
    trace.high('url-plain', 'The URL is not https: others can change what comes back.');
  judgeCarriedData(url, trace);
  trace.medium('url-network', `A request goes to ${host}.`);
}

function isDevServer(host: string, port: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(host) && /^\d{4,5}$/.test(port) && !controlPorts.has(port);
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    return undefined;
  }
}

function judgeCarriedData(url: URL, trace: Trace): void {
  let query = url.search + url.hash;
  try {
    query = decodeURIComponent(query);
  } catch {
    trace.high('url-data', 'The query of the URL is not well-formed.');
  }
  const labels = url.hostname.split('.');
  const secretName = /(?:^|[?&;#])[^=&]*(?:token|secret|passw|api_?key|auth|session|cookie|credential)[^=&]*=/i.test(
    query,
  );
  if (query.length > queryCharsMax || encoded.test(query) || secretName) {
    trace.high('url-data', 'The query is long, looks encoded or names a secret: data could be sent out with it.');
  }
  if (labels.some((label) => label.length > 30))
    trace.high('url-data', 'A label of the host is long: data could be sent out with it.');
  if (
    url.pathname.split('/').some((segment) => /[A-Za-z0-9+_=]{48,}/.test(segment) && !/^[0-9a-f]{64}$/.test(segment))
  ) {
    trace.high('url-data', 'A part of the path looks encoded: data could be sent out with it.');
  }
}
