import { judgePath } from '../paths.ts';
import type { Trace } from '../trace.ts';
import type { Scene } from './scene.ts';

/** Code that only prints a version, a piece of package metadata, or a computed number. */
const harmlessCode = [
  /^\s*(?:console\.log\()?\s*require\(\s*(['"])\.\/(?:package|tsconfig|package-lock)\.json\1\s*\)(?:\.\w+|\[(['"])[\w@/.-]+\2\])*\s*\)?;?\s*$/,
  /^\s*(?:console\.log\()?\s*process\.(?:version|versions(?:\.\w+)?|arch|platform|cwd\(\)|uptime\(\))\s*\)?;?\s*$/,
  /^\s*(?:console\.log|print|puts|p|echo|say)?[\s(]*[\d\s+*%().,<>=/-]+\)?;?\s*$/,
  /^\s*(?:console\.log|print|puts|p|echo|say)?[\s(]*(?:'[^'\\$`]*'|"[^"\\$`#]*")[\s)]*;?\s*$/,
  /^\s*import json;\s*print\(\s*json\.load\(open\((['"])(?:package|tsconfig|composer)\.json\1\)\)(?:\[(['"])[\w@/.-]+\2\])*\s*\);?\s*$/,
  /^\s*import sys;\s*print\(\s*sys\.(?:version|version_info|platform|executable|prefix)(?:\[:?\d\])?\s*\);?\s*$/,
  /^\s*import (\w+);\s*print\(\s*\1\.__version__\s*\);?\s*$/,
  /^\s*(?:console\.log\()?\s*Object\.(?:keys|entries|values)\(\s*require\(\s*(['"])\.\/package\.json\1\s*\)(?:\.\w+)*\s*\)(?:\.length|\.join\((?:'[^'\\]*'|"[^"\\]*")\))?\s*\)?;?\s*$/,
  /^\s*(?:const|let|var) (\w+)\s*=\s*require\(\s*(['"])\.\/package\.json\2\s*\);?\s*console\.log\((?:\s*\1(?:\.\w+)+\s*,?)+\)\s*;?\s*$/,
  /^\s*(?:puts|p)\s+RUBY_VERSION\s*$/,
  /^\s*(?:echo\s+)?(?:PHP_VERSION|phpversion\(\))\s*;?\s*$/,
];

/** Signs that code reaches beyond computing: processes, files, network, reflection, encoding, the environment. */
const reaching =
  /\b(?:os|subprocess|shutil|socket|sys\.path|urllib\d?|requests|httpx|http|https|ftplib|smtplib|telnetlib|paramiko|ctypes|pty|pathlib|glob|importlib|pickle|marshal|codecs|base64|binascii|zlib|builtins|exec\w*|eval\w*|\w+_eval|\w+_exec|compile|open|fopen|getattr|setattr|globals|locals|vars|system|popen\w*|spawn\w*|fork|syscall|kill|unlink\w*|rm\w*|remove\w*|delete\w*|rename\w*|truncate\w*|chmod|chown|mkdir\w*|write\w*|append\w*|put|post|fs|net|dgram|tls|dns|vm|child_process|worker_threads|cluster|process|module|constructor|Function|Reflect|Proxy|Buffer|atob|btoa|fetch|XMLHttpRequest|WebSocket|axios|env|environ|ENV|getenv|putenv|FileUtils|File|IO|Dir|Kernel|Process|Net|URI|qx|qq|passthru|shell_exec|proc_open|file_get_contents|file_put_contents|include|require_once|assert|array_map|call_user_func\w*|backtick|chr|fromCharCode|fromhex|unpack|pack|decode\w*|unhexlify|import_module|deno|Deno|Bun|\$ENV)\b|__|`|\\x[0-9a-f]|\\u[0-9a-f]|\\[0-7]{3}|\|\s*$|<\(|\{\}\.|\bSystem\.(?:cmd|shell|halt|put_env|get_env)\b|:os\.|\[\s*(['"])\w+\1\s*\]\s*\(|['"]\s*\+\s*['"]|~\/|\/home\/|\/etc\/|\/root\b|\.\.\//;

/** Judges code that an interpreter gets on its command line. */
export function judgeCode(code: string, scene: Scene): void {
  if (harmlessCode.some((shape) => shape.test(code)) && !/[^\x20-\x7e\n]/.test(code)) return;
  if (/perpetualcc/i.test(code))
    scene.trace.high('own-socket', 'Code on the command line names the program that watches this session.');
  if (/\bimport\(\s*(?:['"`](?:[/~]|\.\.|https?:|data:)|[^'"`\s])/.test(code))
    scene.trace.high('code-reaching', 'Code on the command line loads a module from elsewhere.');
  if (reaching.test(withoutReading(code, scene))) {
    scene.trace.high(
      'code-reaching',
      'Code on the command line reaches for files, processes, the network, or hides what it does.',
    );
  } else scene.trace.medium('code', 'Code is given on the command line.');
}

/** A file of the project, named in the code, that is opened to be read. */
const opened =
  /\bopen\(\s*(['"])([\w-][\w./-]*)\1\s*(?:,\s*(['"])r[bt]?\3\s*)?(?:,\s*encoding\s*=\s*(['"])[\w-]+\4\s*)?\)/g;

/** The code without what plainly reads files of the project; each of them is judged as a command that reads it. */
function withoutReading(code: string, scene: Scene): string {
  return code.replace(opened, (whole: string, _quote: string, path: string) => {
    if (path.includes('..')) return whole;
    judgePath(path, 'read', scene.place, scene.trace);
    return 'file';
  });
}

const graveSql =
  /\b(?:drop\w*|deletemany|deleteone|renamecollection|truncate|delete|grant|revoke|vacuum\s+full|alter\s+(?:system|user|role|database)|create\s+(?:user|role|extension|or\s+replace\s+function|function|procedure|trigger|event|server)|copy\b[\s\S]*\b(?:program|to|from)|into\s+(?:out|dump)file|load_file|load\s+data|pg_read_file|pg_ls_dir|lo_export|lo_import|dblink|xp_cmdshell|attach|load_extension|shutdown|kill|flush|reset\s+master|purge|set\s+global|do\s+\$|execute|system)\b|\\!|\\copy|\\o\b|\\w\b|\\i\b|\\g\s*\||\.(?:shell|system|output|once|import|load|dump|restore|save|backup|read|excel|open)\b|writefile|readfile|edit\(/i;
const secretColumns = /\b(?:password|passwd|password_hash|secret|token|api_key|private_key|ssn|card_number)\w*\b/i;

/** Judges a statement for a database; plain work on a development database is MEDIUM by the program's own class. */
export function judgeSql(text: string, trace: Trace): void {
  if (graveSql.test(text))
    trace.high('sql-grave', 'The statement drops, empties or exports data, or leaves the database.');
  else if (/\bupdate\b/i.test(text) && !/\bwhere\b/i.test(text))
    trace.high('sql-no-where', 'The statement changes every row.');
  else if (/\bselect\b/i.test(text) && secretColumns.test(text))
    trace.high('sql-secret', 'The statement reads secrets.');
}
