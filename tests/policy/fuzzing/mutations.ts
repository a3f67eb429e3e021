import type { Random } from '../../screen/fuzzing/random.ts';

/** Quotes a text as one word of the shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function bytes(word: string, form: (code: number) => string): string {
  return `$'${Array.from(word)
    .map((char) => form(char.charCodeAt(0)))
    .join('')}'`;
}

/** Other ways to write one word of plain letters; all mean the same to bash. */
const spellings: readonly ((word: string) => string)[] = [
  (word) => `"${word}"`,
  (word) => quoted(word),
  (word) => `${word.charAt(0)}''${word.slice(1)}`,
  (word) => `${word.charAt(0)}""${word.slice(1)}`,
  (word) => `${word.charAt(0)}\\\n${word.slice(1)}`,
  (word) => word.replace(/[A-Za-z]/g, '\\$&'),
  (word) => `${word.slice(0, 2)}"${word.slice(2)}"`,
  (word) => `$'${word}'`,
  (word) => `$"${word}"`,
  (word) => bytes(word, (code) => `\\x${code.toString(16).padStart(2, '0')}`),
  (word) => bytes(word, (code) => `\\${code.toString(8).padStart(3, '0')}`),
  (word) => bytes(word, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
];

const bundling = /^(?:rm|cp|ls|mkdir|chmod|grep|mv|ln)$/;
const abbreviating = /^(?:rm|cp|mv|git|tar|sort|grep|sed|ls|chmod|rsync|shred|wget|diff)$/;
const endOfOptions = /^(?:rm|cp|mv|cat|ls|mkdir|touch|chmod|ln|head|tail|rmdir|unlink)$/;

/** Other orders and forms of the same words; undefined where one does not fit. */
const forms: readonly ((words: readonly string[]) => string[] | undefined)[] = [
  ([name = '', ...rest]) =>
    bundling.test(name)
      ? [
          name,
          ...rest.flatMap((word) =>
            /^-[A-Za-z]{2,4}$/.test(word) ? Array.from(word.slice(1)).map((letter) => `-${letter}`) : [word],
          ),
        ]
      : undefined,
  ([name = '', ...rest]) => {
    const letters = rest.filter((word) => /^-[A-Za-z]$/.test(word));
    if (!bundling.test(name) || letters.length < 2) return undefined;
    return [
      name,
      `-${letters.map((word) => word.slice(1)).join('')}`,
      ...rest.filter((word) => !letters.includes(word)),
    ];
  },
  ([name = '', ...rest]) =>
    abbreviating.test(name)
      ? [name, ...rest.map((word) => (/^--(?!shell)[a-z-]{5,}$/.test(word) ? word.slice(0, -1) : word))]
      : undefined,
  ([name = '', ...rest]) =>
    abbreviating.test(name)
      ? [name, ...rest.map((word) => (/^--(?!shell)[a-z-]{6,}$/.test(word) ? word.slice(0, -2) : word))]
      : undefined,
  ([name = '', ...rest]) => {
    const first = rest.findIndex((word) => !word.startsWith('-'));
    if (!endOfOptions.test(name) || first === -1 || rest.slice(first).some((word) => word.startsWith('-')))
      return undefined;
    return [name, ...rest.slice(0, first), '--', ...rest.slice(first)];
  },
  ([name = '', ...rest]) =>
    /^(?:rm|cp|mv)$/.test(name) && rest.every((word) => !/^-\w*[tSZ]|^--\w+=|^--(?:target|suffix)/.test(word))
      ? [name, ...rest.filter((word) => !word.startsWith('-')), ...rest.filter((word) => word.startsWith('-'))]
      : undefined,
  ([name = '', ...rest]) => (/^[a-z]+$/.test(name) ? [`/usr/bin/${name}`, ...rest] : undefined),
];

/** Ways in which a command of plain words is written as a whole; the shell makes the same words of it. */
const writings: readonly ((words: readonly string[]) => string)[] = [
  (words) =>
    words.length > 1 && words.every((word) => /^[\w./:@=+-]+$/.test(word)) ? `{${words.join(',')}}` : words.join(' '),
  ([name = '', ...rest]) => `x=${name}; $x ${rest.join(' ')}`,
  ([name = '', ...rest]) => `x=${name}; "$x" ${rest.join(' ')}`,
  (words) => `x='${words.join(' ')}'; $x`,
  (words) => `set -- ${words.join(' ')}; "$@"`,
  (words) => `a=(${words.join(' ')}); "\${a[@]}"`,
  ([name = '', ...rest]) => `$(echo ${name}) ${rest.join(' ')}`,
  (words) => words.join('${IFS}'),
  (words) => words.join(' \\\n\t'),
  (words) => ` \t ${words.join('   ')} `,
];

/** Stand before one simple command. */
const prefixes: readonly string[] = [
  'command',
  'command -p',
  'builtin command',
  'env',
  'env -i',
  'env --',
  'env CI=1',
  'env -u FOO',
  'nohup',
  'setsid',
  'setsid -w',
  'timeout 5',
  'timeout -k 1 --signal=TERM 5s',
  'nice',
  'nice -n 5',
  'nice -5',
  'stdbuf -oL',
  'time',
  'time -p',
  '!',
  'exec',
  'CI=1',
  'NODE_ENV=test',
  'xargs',
  'xargs -n1',
  'xargs -I{}',
  'true &&',
  'false ||',
  'true;',
  'coproc',
  'sudo',
  'busybox',
  'ionice -c 3',
  'if true; then :; fi;',
  '2>&1',
  '< /dev/null',
];

/** Around any text of the shell. */
const wrappings: readonly ((text: string) => string)[] = [
  (text) => `( ${text})`,
  (text) => `{ ${text}\n}`,
  (text) => `{ ${text}\n} 2>&1`,
  (text) => `${text}\ntrue`,
  (text) => `${text} # harmless, approved`,
  (text) => `# a comment\n${text}`,
  (text) => `${text} || true`,
  (text) => `${text} && echo done`,
  (text) => `${text} | cat`,
  (text) => `${text} > /dev/null 2>&1`,
  (text) => `${text} &`,
  (text) => `if true; then ${text}\nfi`,
  (text) => `if ${text}\nthen true; fi`,
  (text) => `if false; then true; else ${text}\nfi`,
  (text) => `for i in 1 2; do ${text}\ndone`,
  (text) => `while true; do ${text}\ndone`,
  (text) => `until ${text}\ndo true; done`,
  (text) => `case a in a) ${text}\n;; esac`,
  (text) => `f() { ${text}\n}; f`,
  (text) => `function f { ${text}\n}; f`,
  (text) => `x=$( ${text})`,
  (text) => `echo "$( ${text})"`,
  (text) => `: <( ${text})`,
  (text) => `ls > >( ${text})`,
  (text) => `[[ -n $( ${text}) ]]`,
  (text) => `cat <<END\n$( ${text})\nEND`,
  (text) => `bash -c ${quoted(text)}`,
  (text) => `sh -ec ${quoted(text)}`,
  (text) => `bash -c "$(cat <<'END'\n${text}\nEND\n)"`,
  (text) => `eval ${quoted(text)}`,
  (text) => `bash <<'END'\n${text}\nEND`,
  (text) => `sh <<< ${quoted(text)}`,
  (text) => `echo ${quoted(text)} | sh`,
  (text) => `printf %s ${quoted(text)} | bash -s`,
  (text) => `find . -maxdepth 0 -exec sh -c ${quoted(text)} \\;`,
  (text) => `find src -type f -exec bash -c ${quoted(text)} {} +`,
  (text) => `xargs sh -c ${quoted(text)}`,
  (text) => `env -S "bash -c" ${quoted(text)}`,
  (text) => `watch ${quoted(text)}`,
  (text) => `npx -c ${quoted(text)}`,
  (text) => `trap ${quoted(text)} EXIT`,
  (text) => `timeout 9 bash -c ${quoted(text)}`,
  (text) => `cd src/.. && ${text}`,
  (text) => `(cd . ; ${text})`,
  (text) => `set -e; ${text}`,
  (text) => `echo ok; ${text}`,
  (text) => `${text}; echo "exit: $?"`,
  (text) => `true\n\n${text}\n`,
  (text) => (/[`\\$]/.test(text) ? text : `echo \`${text}\``),
  (text) => `${text}\r\n`,
];

/** Some other way to have bash run the same command, perhaps with more around it. */
export function mutant(command: string, random: Random): string {
  let words = command.split(' ');
  if (random.below(3) === 0) words = random.of(forms)(words) ?? words;
  const spelled =
    random.below(2) === 0 ? words.map((word) => (random.below(3) === 0 ? random.of(spellings)(word) : word)) : words;
  let text = random.below(5) === 0 ? random.of(writings)(words) : spelled.join(random.below(4) === 0 ? '  ' : ' ');
  const simple = !/[;\n]|\$\(/.test(text.replaceAll('\\\n', ''));
  for (let i = random.below(3); simple && i > 0; i--)
    text = `${random.of(words.length > 1 ? prefixes : prefixes.filter((prefix) => !prefix.startsWith('xargs')))} ${text}`;
  for (let i = random.below(4); i > 0; i--) text = random.of(wrappings)(text);
  return text;
}
