/**
 * Files that a test run or another script of the project executes: tests and what lies beside them, what sets a runner up,
 * and scripts. Ordinary sources are not among them.
 */
const runFiles = [
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|cypress|playwright|features)\/(?!.*\.(?:md|mdx|txt|json|snap|html|css|svg|csv)$)/,
  /[._-](?:test|tests|spec|e2e|cy|bench)\.\w+$|(?:^|\/)test_[^/]*$|(?:Test|Tests|Spec|IT)\.(?:java|kt|cs|scala|php|swift)$/,
  /(?:^|\/)(?:conftest|noxfile|tasks|fabfile|setup|manage|sitecustomize|usercustomize)\.py$|\.pth$|(?:^|\/)(?:spec|rails|test)_helper\.rb$|(?:^|\/)(?:Rakefile|build\.rs|gulpfile\.\w+|Gruntfile\.\w+)$/,
  /(?:^|\/)(?:vitest|jest|mocha|karma|playwright|cypress|ava|tap|wdio|jasmine|nightwatch|cucumber|protractor|vite|webpack|rollup|babel|eslint|next|nuxt|tailwind|postcss|tsup|astro|svelte|metro|esbuild|rspack)[\w.-]*\.(?:config|setup|workspace|conf)\.\w+$/,
  /(?:^|\/)(?:global|test|jest|vitest)?-?setup-?(?:tests?|env|files?|afterenv|global)?\.[cm]?[jt]sx?$|(?:^|\/)\.mocharc\.\w+$/i,
  /(?:^|\/)(?:scripts?|bin|tools|tasks)\//,
];

/** Files whose lines a shell runs: only their worst is looked for, as every one of them starts programs. */
const shellFiles =
  /(?:^|\/)(?:package\.json|(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml|tox\.ini)$|\.(?:sh|bash|zsh|bats|mk)$/;

interface Sign {
  readonly what: string;
  readonly pattern: RegExp;
}

const startsPrograms: Sign = {
  what: 'starts programs',
  pattern:
    /['"`](?:node:)?(?:child_process|worker_threads)['"`]|['"]os\/exec['"]|\bgetBuiltinModule\s*\(|\bfrom\s+os\s+import\s+[^\n]*\b(?:system|popen|exec\w+|spawn\w+|fork)\b|\bimport\s+os\s+as\b|['"](?:execa|zx|shelljs|cross-spawn|node-pty)['"]|\b(?:execSync|spawnSync|execFileSync)\b|\bBun\.(?:spawn|\$)|\bDeno\.(?:Command|run)\b|\bsubprocess\.\w+\s*\(|\b(?:from|import)\s+subprocess\b|\basyncio\.create_subprocess_|\bos\.(?:system|popen|exec\w+|spawn\w+|fork|posix_spawn\w*)\s*\(|\bpty\.spawn\b|\bpexpect\b|\bexec\.Command(?:Context)?\(|\bsyscall\.(?:Exec|ForkExec)\b|\bCommand::(?:new|cargo_bin)\(|\bRuntime\.getRuntime\b|\bProcessBuilder\b|\bProcess\.(?:Start|run|spawn|launch)\b|\bOpen3\b|\bIO\.popen\b|%x[{(]|\bKernel\.(?:system|exec|spawn)\b|\b(?:shell_exec|proc_open|passthru|pcntl_exec)\s*\(|\bSystem\.(?:cmd|shell)\b|\bos[:.]cmd\b|\bqx\s*[{(|/]|\bio\.popen\b|\bos\.execute\b|\bopen\(\s*['"]\||\bProcess\(\)|\bNSTask\b|\bsys\.process\b|\b(?:callCommand|callProcess|readProcess|createProcess)\b|\bexec[lv][pe]{0,2}\s*\(|(?<![.\w>:$])(?:system|popen|posix_spawnp?)\s*\(\s*['"]|<\?php[\s\S]*[=;{\s]`[^`\n]+`\s*[;)]/,
};

/** pcc's own package: code that has it gives tasks to sessions, and may answer for the person. */
const drivesWatcher: Sign = {
  what: 'drives the program that watches sessions',
  pattern:
    /['"`](?:[^'"`\n]*\/)?perpetualcc(?:\/[^'"`\n]*)?['"`](?!\s*:)|(?:^|[\s"'`;&|(=@/])(?:pcc|perpetualcc)\s+(?:respond|run|exec|start|send|add|resume|config|rules|server|mcp|schedule|service|daemon|init|__\w+)\b/m,
};

const evaluates: Sign = {
  what: 'runs text that it puts together',
  pattern:
    /\beval\s*\(\s*(?:atob|Buffer|String\.from|base64|codecs|bytes)|\bexec\s*\(\s*(?:base64|codecs|bytes|compile|__import__)|__import__\s*\(|\bprocess\.(?:binding|dlopen|mainModule)\b|\b(?:require|import)\s*\(\s*(?:['"`][^'"`]*['"`]\s*\+|atob|Buffer)|\bctypes\b|\bgetBuiltinModule\b|\bconstructor\W{1,6}constructor\b|\bconstructor\._load\b|\bModule\._load\b|\bimport_module\s*\(\s*['"][^'"]*['"]\s*\+/,
};

const findsHome: Sign = {
  what: 'looks for the home folder',
  pattern:
    /\bhomedir\s*\(|\bPath\.home\s*\(|\bexpanduser\b|\bprocess\.env(?:\.HOME\b|\[['"]HOME['"]\])|\b(?:environ|getenv|Getenv|ENV)\W{0,4}['"]HOME['"]|\bDir\.home\b|\bhome_dir\s*\(|\bUserHomeDir\b|\buser\.home\b|['"`]~\//,
};

const opensSockets: Sign = {
  what: 'opens connections',
  pattern:
    /\b(?:net|tls)\.(?:connect|createConnection|Dial\w*)\s*\(|\bnew\s+net\.Socket\b|\bdgram\.createSocket\b|\bsocket\.(?:socket|create_connection)\s*\(|\bTcpStream::connect\b|\bnew\s+WebSocket\s*\(\s*['"`]wss?:\/\/(?!localhost|127\.)|\bTCPSocket\.(?:new|open)\b|\bfsockopen\s*\(/,
};

/** A call that fetches or sends. */
const request =
  /\b(?:fetch|urlopen|urlretrieve|axios(?:\.\w+)?|got(?:\.\w+)?|ky(?:\.\w+)?|needle(?:\.\w+)?|https?\.(?:get|request|Get|Post|PostForm)|requests\.\w+|httpx\.\w+|reqwest::\w+|Net::HTTP\.\w+|HTTParty\.\w+|curl_exec|file_get_contents|HttpClient|WebClient)\s*\(/;
/** An address of the network that is not one of those that tests make up. Source: RFC 2606, RFC 6761. */
const publicAddress =
  /['"`]https?:\/\/(?!(?:localhost|127\.|0\.0\.0\.0|\[::1\]|(?:[\w-]+\.)*example\.(?:com|org|net)\b|(?:[\w-]+\.)+(?:test|invalid|local|localhost)\b|[\w-]+(?:[:/'"`]|$)|\$\{))/;
/** Signs that requests are answered by the test itself. */
const answeredInside =
  /\bfetch\s*=\s*(?:vi|jest|mock|sinon)|spyOn\([^)]{0,40}['"]fetch['"]|stubGlobal\(\s*['"]fetch['"]|\bfetchMock\b|\bnock\(|from\s+['"]msw\b|\brequests_mock\b|\bresponses\.activate\b|\brespx\b|\bhttpx_mock\b|@(?:mock\.)?patch\(|\bmonkeypatch\.setattr\(|(?:vi|jest)\.mock\(\s*['"](?:axios|got|ky|node-fetch|undici)['"]|\bwebmock\b|\bVCR\./i;

/** What a request must not carry away, whatever its address. */
const sendsOwn =
  /JSON\.stringify\(\s*process\.env\b|\bbody:\s*process\.env\b|(?:json|data|body)\s*[=:]\s*(?:dict\()?os\.environ\b|from\s+['"]https?:\/\//;

const opensFiles =
  /\b(?:read|write|append|copy|open|create|rename|chmod|symlink|link|unlink|rm|mkdir)\w*(?:File|Sync|Stream|dir)?\w*\s*\(|\bopen\s*\(|\bPath\s*\(|\bfs(?:::|\.)|\bFile\.\w+\s*\(/;
const foreignPath =
  /['"`](?:\/(?:etc|home|root|Users|usr|var|opt|proc|sys|private|boot|Library)\/|[^'"`\n]{0,80}(?:\.ssh\/|\.aws\/|\.gnupg|id_rsa|id_ed25519|\.netrc|\.bashrc|\.zshrc|\.git\/(?:hooks|config\b)))|['"`](?:\.{1,2}\/)*\.env(?:\.(?:local|production))?['"`]/;

const removal =
  /\b(?:rmSync|rmdirSync|unlinkSync|rimraf(?:\.sync|Sync)?|(?:fs(?:p|\.promises|Promises)?|promises)\.(?:rm|rmdir|unlink)|rmtree|os\.(?:remove|unlink|rmdir|removedirs|Remove|RemoveAll)|remove_(?:dir_all|file|dir)|FileUtils\.(?:rm\w*|remove\w*)|File\.delete|Files\.delete\w*|rm_rf|File\.rm\w*|Deno\.remove(?:Sync)?|emptyDirSync|removeSync)\s*\(\s*(?:\[\s*)?(?:&\s*)?(?:(?:path|os\.path|filepath)\.)?(?:[Jj]oin\s*\(\s*)?(?:this\.|self\.|@)?(\w*)/g;
/** Where a folder comes from that the system made for this very test. */
const ownFolder =
  /(?:mkdtemp(?:Sync)?|mkdtemp_\w+|TemporaryDirectory|TempDir|tempdir|tempfile|tmpdir|dirSync|fileSync|tmpNameSync|MkdirTemp|CreateTemp|mktmpdir|createTempDirectory|createTempFile|tmp_path\w*|tmpPath|TempPath)/;

const worstOfShell =
  /\b(?:curl|wget|ssh|scp|sudo|doas|nc|ncat|socat|eval|base64|crontab|mkfs|dd)\s+|\brm\s+-\w+\s+["']?(?:~|\/|\$\{?HOME|\.\.)|(?:^|[\s"'=])(?:~|\$\{?HOME\}?)\/|\/dev\/(?:tcp|udp)\/|\.ssh\b|(?:^|[\s"'/])\.env\b|>\s*\/(?:etc|usr|home)\//m;

/**
 * What a text that is written into this file would reach when a later run of the project's tests or scripts executes it, as the
 * end of a sentence ("starts programs"); undefined when it reaches nothing, or when no such run executes the file.
 */
export function reachOf(path: string, text: string): string | undefined {
  if (shellFiles.test(path)) {
    if (drivesWatcher.pattern.test(text)) return drivesWatcher.what;
    return worstOfShell.test(text) ? 'reaches beyond the project' : undefined;
  }
  const isRun = runFiles.some((pattern) => pattern.test(path));
  if (!isRun && !isCode(path)) return undefined;
  const seen = withoutMocked(text);
  // Any source of the project: what a test imports is run as well, and no other program has this sign.
  if (drivesWatcher.pattern.test(seen)) return drivesWatcher.what;
  if (!isRun) return undefined;
  const sign = [startsPrograms, evaluates, findsHome, opensSockets].find(({ pattern }) => pattern.test(seen));
  if (sign) return sign.what;
  if (request.test(seen) && publicAddress.test(seen) && !answeredInside.test(seen)) return 'uses the network';
  if (request.test(seen) && sendsOwn.test(seen)) return 'uses the network';
  if (removesForeign(seen) || (path.endsWith('.py') && unlinksForeign(seen))) return 'deletes';
  return opensFiles.test(seen) && foreignPath.test(seen) ? 'opens files outside the project' : undefined;
}

const codeNames =
  /\.(?:[cm]?[jt]sx?|py|rb|php|go|rs|java|kts?|scala|cs|fs|swift|exs?|lua|p[lm]|t|jl|r|clj|groovy|c|cc|cpp)$/i;

/** Tells whether a file holds code, by its name. */
export function isCode(path: string): boolean {
  return codeNames.test(path);
}

/** Code in a file that a run of the project's tests or scripts executes. */
export function isRunByTests(path: string): boolean {
  return shellFiles.test(path) || (isCode(path) && runFiles.some((pattern) => pattern.test(path)));
}

/** Modules that the test replaces by mocks reach nothing, unless it asks for the real ones after all. */
function withoutMocked(text: string): string {
  if (/Actual\b|unmock|dontMock|doUnmock|importOriginal|resetModules/i.test(text)) return text;
  const statements = text.replace(/\/\*[\s\S]*?\*\//g, '');
  const mocked = new Set(
    [...statements.matchAll(/^\s*(?:vi|jest)\.mock\(\s*['"](?:node:)?([\w-]+)/gm)].map(([, name]) => name),
  );
  if (mocked.size === 0) return text;
  const names = [...mocked].join('|');
  // Vitest replaces what is imported, not what is required.
  const forms = /\bvi\.mock\(/.test(statements) ? 'mock|from|import' : 'mock|from|import|require|requireMock';
  const bare = text.replace(
    new RegExp(`(?<=\\b(?:${forms})\\s*\\(?\\s*)['"](?:node:)?(?:${names})(?:/promises)?['"]`, 'g'),
    "'mocked'",
  );
  return mocked.has('child_process') ? bare.replace(/\b(?:execSync|spawnSync|execFileSync)\b/g, 'mocked') : bare;
}

/** Tells whether something is deleted that is not a folder made for this very test. */
function removesForeign(text: string): boolean {
  return [...text.matchAll(removal)].some(([, name = '']) => name === '' || !isOwn(name, text));
}

/** `Path('x').unlink()`, in Python. */
function unlinksForeign(text: string): boolean {
  return [...text.matchAll(/^.*?(?:(\w+)|\))\.(?:unlink|rmdir)\(/gm)].some(
    ([line, name = '']) =>
      !ownFolder.test(line) && !/^(?:os|mock\w*|m)$/.test(name) && !(name !== '' && isOwn(name, text)),
  );
}

function isOwn(name: string, text: string): boolean {
  if (ownFolder.test(name)) return true;
  const set = [...text.matchAll(new RegExp(`\\b${name}\\s*(?::\\s*[\\w.<>]+\\s*)?:?=(?!=)\\s*([^\\n;]*)`, 'g'))];
  const made = set.filter(
    ([, value = '']) => value.trim() !== '' && !/^(?:''|""|null|undefined|None|nil);?$/.test(value.trim()),
  );
  return made.length > 0 && made.every(([, value = '']) => ownFolder.test(value));
}
