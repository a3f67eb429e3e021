import { isJudgedVerb, things, words, wordsOf } from './acts.ts';

/**
 * Finds acts on what lies outside of the code, whatever their verb: an imperative whose object is a server, a database, a user,
 * an account, money or a key is an act, unless its verb is known to build, to show or to choose. So no list of verbs has to be
 * complete.
 */

/** What there is one of in the world: to do something to it is more than to write code. */
const outside = words(
  'database databases db server servers host hosts cluster clusters machine machines instance instances fleet box boxes region tenant ' +
    'tenants account accounts user users member members customer customers client clients subscriber subscribers contractor bucket buckets ' +
    'volume volumes disk disks drive backup backups snapshot snapshots branch branches trunk mainline remote upstream repo repository ' +
    'repositories domain domains dns traffic network gateway balancer firewall vpn registry rows records logs table tables schema dataset ' +
    'data history reviews pipeline environment staging stack deployment gpu gpus gpus vm vms certificate certificates cron daemon service ' +
    'services whitelist allowlist migration migrations pager alerts alarms replica replicas pod pods shard shards quota quotas billing payroll ' +
    'everyone everybody',
);
const money = words(
  'card money refund refunds invoice invoices subscription subscriptions license licenses licence trial payment payments spending ' +
    'budget order orders domain machine machines gpu gpus instance instances tier seat seats add-on addon bill bills fee wallet',
);
const secrets = words(
  'password passwords credentials credential secret secrets token tokens keys keychain env passphrase certificate certificates',
);

/** Verbs that only build, show, name or choose. */
const building = words(
  'add allow use keep create write show display list document describe explain test mock stub cache hash validate verify check design ' +
    'implement build refactor model render sort filter paginate let support include prefer pick choose go start ask return throw catch handle ' +
    'wrap extract split store save put place have make define declare generate parse query read load fetch get see view return highlight hide ' +
    'collapse expand toggle animate style align center count group compare format print log name rename label link map match index search ' +
    'find select bind inject pass call import export type annotate join normalize serialize encrypt mask redact require track measure ' +
    'monitor draw plot summarize review inspect draft sketch prototype simulate seed populate embed treat represent separate prevent avoid ' +
    'never do not no yes without instead only limit warn inform remind help fix debug diagnose reproduce profile optimize reuse extend ' +
    'inherit configure set initialize connect introduce provide offer give paint page scroll notify in on at with for from to of by under inside as behind near per via if when each both',
);
/** Of these the harmless ones with secrets. */
const careful = words(
  'hash validate verify check compare encrypt mask hide redact require add allow use design implement build refactor test mock stub ' +
    'support prefer pick choose keep store handle parse type never avoid prevent no not do without limit rename rotate-test pass set',
);
/** Verbs that need no article to be known for verbs. */
const doing = words(
  'retire decommission scrap trash ditch chuck dispose evict deprovision reimage reinitialize reinitialise reformat reseed expunge vacate ' +
    'evacuate hose torch axe demolish dismantle expire void ban suspend lock kick revoke deactivate disconnect promote flip point repoint ' +
    'rotate cycle regenerate reissue renew transfer issue rent provision purchase reimburse raise migrate move switch swap sync shift ' +
    'redirect route block unblock whitelist allowlist elevate escalate relax loosen expose publish open close stop restart start kill take ' +
    'bring tear spin scale resize apply run execute drop zero burn archive merge rebase reindex vacuum compact detach attach replicate ' +
    'restore import export unsubscribe enroll enrol invite remove approve land unlock impersonate charge bill refund credit debit book',
);
/** These do something to what lies outside, though they are as well verbs of building. */
const moving = words('run apply execute migrate start stop restart open close move switch export import merge point');

/** Verbs of everyday work on code: harmless where what they are done to is of the code. */
const everyday = words(
  'try update change adjust move convert bump compile bundle minify simplify clean tidy round trim sanitize escape encode decode memoize debounce ' +
    'throttle preload prefetch apply run inline follow force deprecate upgrade port copy duplicate mirror combine nest flatten shorten widen ' +
    'increase decrease reduce raise lower enlarge rotate flip switch scale finish complete address answer investigate focus stick work adopt ' +
    'improve polish tweak tune bring turn look think sketch outline cover double halve swap cut rework restructure reorganize reorder shift ' +
    'send push merge same all any each every this that these those rather maybe like mostly half exactly after before below above during until ' +
    'since where whatever whichever not between among around within along across against into onto through about of off out up',
);

/** These say nothing grave where they tell what was done. */
const mild = words('update change adjust move clean replace convert rework rewrite wire fix improve simplify tidy');

const determiners = words(
  'the a an all every each any my your our their his its this that these those everyone everybody some both two three',
);
const articles = words('it them the a an all every each any my your our their his its this that these those');
const particles = words('up down off out over away back in on at into onto to through against');
/** Where something goes to, or when. */
const moved = words('to into onto over back off out away now tonight today');
const openings = words(
  "yes ok okay please just now then also next first finally directly simply so and or but go ahead proceed continue i we you i'll we'll will would shall should can could may let me us am are is about going to need want plan have it this that",
);
const ends = words('. , ; : ? ! ( ) and then or but - – — | while');
/** Words before a noun that say it is none of the world's. */
const own = words(
  'dev development local test mock fake in-memory dummy sample demo example temporary tmp unit fixture own',
);
/** Words behind a noun of the world that make it a name of code. */
const code = words(
  'component components module modules layer class classes model models adapter interface code test tests mock mocks variable variables config ' +
    'configuration type types enum struct file files folder package helper wrapper object objects list lists view views name names field column ' +
    'columns chart charts widget panel tab tabs id ids path paths side sent error errors theme title test entity entities store pool row ' +
    'pattern relationship relation profile settings rule rules strength meter policy hint hints reset role roles rendering mode avatar avatars detail details counter count logic animation animations effect effects transition',
);
const clauseWords = 9;

/** What a text does to the world outside by a verb that is not known for harmless: the end of "it …"; undefined for nothing. */
export function outsideActIn(text: string): string | undefined {
  const all = wordsOf(text);
  let from = 0;
  for (let at = 0; at <= all.length; at += 1) {
    if (at < all.length && !ends.has(all[at] ?? '')) continue;
    const found = actOfClause(all.slice(from, at));
    if (found !== undefined) return found;
    from = at + 1;
  }
  return undefined;
}

function actOfClause(clause: readonly string[]): string | undefined {
  const start = clause.findIndex((word) => !openings.has(word));
  const verb = clause[start];
  if (start < 0 || verb === undefined) return undefined;
  const rest = clause.slice(start + 1, start + clauseWords);
  const said = `("${[verb, ...rest].slice(0, 6).join(' ')}")`;
  // "This sends", "it retires".
  if (start > 0 && isDone(verb)) return undefined;
  const plain = start > 0 && !doing.has(verb) ? verb.replace(/(?:(?<=sh|ch|ss|x)es|(?<!s)s)$/, '') : verb;
  // "Reroute customers to …"
  const isSent = (rest[0] ?? '').endsWith('s') && outside.has(rest[0] ?? '') && moved.has(rest[1] ?? '');
  const isVerb =
    doing.has(plain) ||
    isSent ||
    determiners.has(rest[0] ?? '') ||
    (particles.has(rest[0] ?? '') && determiners.has(rest[1] ?? ''));
  if (!isVerb || isOfSubject(clause, start)) return undefined;
  const names = (nouns: ReadonlySet<string>): boolean =>
    rest.some((word, index) => nouns.has(word) && isWhole(rest, index));
  if (!careful.has(plain) && names(secrets)) return `it does something with secrets ${said}`;
  const isBuilding = building.has(plain) && !moving.has(plain);
  if (names(money) && !(isBuilding && !/^(?:add|start|give)$/.test(plain))) return `it may cost money ${said}`;
  if (!isBuilding && names(outside)) return `it does something to what lies outside of the code ${said}`;
  return undefined;
}

/** "I created the server": what was built is told, and nothing is proposed. */
function isDone(verb: string): boolean {
  if (/^(?:wrote|built|made|found|kept|showed|chose|left|got|ran|gave|began)$/.test(verb)) return true;
  const [, stem] = /^(.+)ed$/.exec(verb) ?? [];
  if (stem === undefined) return false;
  return [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1'), stem.replace(/i$/, 'y')].some(
    (base) => building.has(base) || mild.has(base),
  );
}

/** "The user can …": what stands first is no verb but its subject. */
function isOfSubject(clause: readonly string[], start: number): boolean {
  return start === 0 && determiners.has(clause[0] ?? '');
}

/** A noun that is meant itself, and not as a part of the name of something in code or on a screen. */
function isWhole(rest: readonly string[], index: number): boolean {
  const next = rest[index + 1] === '-' ? (rest[index + 2] ?? '') : (rest[index + 1] ?? '');
  if (things.has(next) || code.has(next)) return false;
  return !rest.slice(Math.max(0, index - 2), index).some((word) => own.has(word));
}

const trueParticles = words('up down off out over away back');

/**
 * What the words of an option would have done where their verb is not known at all: the end of "it …"; undefined where it is,
 * where what it is done to is a thing of a screen or in code, or where there is no verb.
 */
export function unknownActIn(label: string): string | undefined {
  const all = wordsOf(label);
  const start = all.findIndex((word) => !openings.has(word));
  const verb = all[start] ?? '';
  const end = all.findIndex((word, index) => index > start && ends.has(word));
  const rest = all.slice(start + 1, end < 0 ? undefined : end);
  const [first = '', second = ''] = rest;
  const isVerb = articles.has(first) || (trueParticles.has(first) && articles.has(second));
  if (!isVerb || building.has(verb) || everyday.has(verb) || isJudgedVerb(verb) || !/^\p{L}/u.test(verb))
    return undefined;
  if (rest.some((word) => things.has(word) || code.has(word))) return undefined;
  return `nothing is known of what it does ("${[verb, ...rest].slice(0, 6).join(' ')}")`;
}
