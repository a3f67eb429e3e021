import type { LogLine, PendingItem } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { limits } from '../limits.ts';
import { pageShown, pagesOf } from '../session/pages.ts';
import type { Effect, PendingCall, Session } from '../session/session.ts';
import type { Decision } from '../session/decision.ts';
import type { Task } from '../session/task.ts';
import { isListed } from '../session/task.ts';
import type { EscalationRecord } from '../store/escalations.ts';
import type { DecisionFilter, EventRecord, EventType } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import { isToldAnew } from './status.ts';
import { taskTold } from './taskTold.ts';

/** What one step of a session's life leaves behind. */
export interface Entry {
  readonly before: Session;
  readonly after: Session;
  readonly effects: readonly Effect[];
  readonly positions: Readonly<Record<string, number>>;
}

/** Writes what happened where it survives, and tells it in the words of the API. */
export class Ledger {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** All of a step at once, before anything of it reaches the outside; gives the new lines of the log. */
  commit(entry: Entry): LogLine[] {
    return this.#store.transaction(() => {
      const lines: LogLine[] = [];
      if (entry.after.state !== entry.before.state) lines.push(this.#state(entry.after));
      this.#tasks(entry);
      const told = new Map(entry.before.tasks.map((task) => [task.id, taskTold(task)]));
      for (const effect of entry.effects) lines.push(...this.#durable(entry.after.id, effect, told));
      if (isToldAnew(entry.before, entry.after))
        this.#store.sessions.change(entry.after.id, { since: this.#clock.wallMs() });
      if (isWorthSaving(entry.before, entry.after)) {
        this.#store.sessions.save(entry.after);
        this.#store.sessions.savePositions(entry.after.id, entry.positions);
      }
      return lines;
    });
  }

  /** A line that is no decision. */
  note(session: string, type: EventType, text: string): LogLine {
    return this.#lineOf(this.#store.events.append({ session, at: this.#clock.wallMs(), type, text }));
  }

  /** What was typed for a decision, in readable names, added to what was typed for it before. */
  typed(decisionId: string, key: string): void {
    const known = this.#store.decisions.get(decisionId)?.keys ?? '';
    this.#store.decisions.setKeys(decisionId, known === '' ? key : `${known} ${key}`, this.#clock.wallMs());
  }

  /** The last key was refused by the host: it was never typed. */
  untyped(decisionId: string): void {
    const keys = this.#store.decisions.get(decisionId)?.keys ?? '';
    if (keys === '') return;
    this.#store.decisions.setKeys(decisionId, keys.split(' ').slice(0, -1).join(' '), this.#clock.wallMs());
  }

  /** The lines of a session's log, oldest first. */
  lines(session: string, after: number | undefined, limit: number): LogLine[] {
    return this.#store.events.read(session, after, limit).map((event) => this.#lineOf(event));
  }

  /** The newest lines of all logs, oldest first. */
  newest(limit: number): LogLine[] {
    return this.#store.events.newest(limit).map((event) => this.#lineOf(event));
  }

  /** The lines of decisions of all sessions, newest first. */
  decisions(wanted: DecisionFilter): LogLine[] {
    return this.#store.events.decisions(wanted).map((event) => this.#lineOf(event));
  }

  /** The log line of a decision as it stands now. */
  decisionLine(session: string, decisionId: string): LogLine | undefined {
    const recent = this.#store.events.read(session, undefined, recentLines);
    const event = recent.findLast((line) => line.decision === decisionId);
    return event && this.#lineOf(event);
  }

  pending(session?: string): PendingItem[] {
    return this.#store.escalations.listOpen(session).map((record) => {
      const call = this.#store.decisions.get(record.decisionId)?.decision.call;
      return { ...pendingItem(record), ...pagesIn(record, call) };
    });
  }

  /**
   * The call that the transcript names for what waits under a number, redacted.
   *
   * @throws PccError `not_found`.
   */
  pendingCall(n: number): { n: number; cut: boolean; call?: { tool: string; input: JsonObject; cwd?: string } } {
    const { decisionId } = this.#store.escalations.get(n);
    const call = this.#store.decisions.get(decisionId)?.decision.call;
    if (!call) return { n, cut: false };
    const { tool, cwd } = call;
    const input = cutTexts(call.input) as JsonObject;
    const cut = input !== call.input;
    return { n, cut, call: { tool, input, ...(cwd === undefined ? {} : { cwd }) } };
  }

  #durable(session: string, effect: Effect, told: Map<string, string>): LogLine[] {
    const at = this.#clock.wallMs();
    switch (effect.type) {
      case 'decide':
        this.#store.decisions.record({ session, at, decision: effect.decision, keys: '' });
        return [
          this.#lineOf(this.#store.events.append({ session, at, type: 'decision', decision: effect.decision.id })),
        ];
      case 'outcome':
        if (this.#store.decisions.get(effect.decisionId)) {
          this.#store.decisions.setOutcome(effect.decisionId, effect.outcome, at);
        }
        return [];
      case 'escalate':
        this.#store.escalations.open(session, effect.escalation, at);
        return [];
      case 'withdraw':
        this.#close(effect, at);
        return [];
      case 'task-state':
        if (effect.result !== undefined) this.#store.tasks.saveResult(effect.task.id, effect.result);
        return this.#taskLines(session, effect.task, told);
      case 'note':
        return [this.note(session, effect.plain ? 'note' : 'warning', effect.text)];
      default:
        return [];
    }
  }

  /** A task whose place or round alone has changed is what it was to whoever reads the log. `told`: what was said of each. */
  #taskLines(session: string, task: Task, told: Map<string, string>): LogLine[] {
    const text = taskTold(task);
    if (told.get(task.id) === text) return [];
    told.set(task.id, text);
    return [this.note(session, 'task', text)];
  }

  /** The tasks of the list that are new or have changed. */
  #tasks({ before, after }: Entry): void {
    if (after.tasks === before.tasks) return;
    const known = new Set(before.tasks);
    const at = this.#clock.wallMs();
    for (const task of after.tasks) if (!known.has(task) && isListed(task)) this.#store.tasks.save(after.id, task, at);
  }

  #close(effect: Extract<Effect, { type: 'withdraw' }>, at: number): void {
    const closing =
      effect.decisionId === undefined
        ? ({ state: 'withdrawn', why: effect.why } as const)
        : ({ state: 'answered', answer: effect.why } as const);
    if (!this.#store.escalations.close(effect.escalationId, closing, at)) return;
    // An escalation and the decision to ask have one id.
    if (this.#store.decisions.get(effect.escalationId))
      this.#store.decisions.setOutcome(effect.escalationId, closing.state, at);
  }

  #state(session: Session): LogLine {
    const { reading } = session;
    const about =
      reading.state === 'unknown' ? `: ${reading.why}` : reading.state === 'permission' ? `: ${reading.tool}` : '';
    const event = {
      session: session.id,
      at: this.#clock.wallMs(),
      type: 'state',
      state: session.state,
      text: `${session.state}${about}`,
    } as const;
    return this.#lineOf(this.#store.events.append(event));
  }

  #lineOf(event: EventRecord): LogLine {
    const line = { seq: event.seq, session: event.session, at: new Date(event.at).toISOString(), type: event.type };
    const record = event.decision === undefined ? undefined : this.#store.decisions.get(event.decision);
    if (!record)
      return {
        ...line,
        ...(event.text === undefined ? {} : { text: event.text }),
        ...(event.state === undefined ? {} : { state: event.state }),
      };
    const { decision } = record;
    return {
      ...line,
      kind: decision.kind,
      tool: decision.tool,
      subject: subjectOf(decision),
      risk: decision.risk,
      action: decision.action,
      by: decision.by,
      keys: record.keys,
      answer: decision.label,
      rules: [...decision.rules],
      reasons: [...decision.reasons],
      outcome: record.outcome,
    };
  }
}

/** The same value where no text of it is too long, else one with the beginnings of those. */
function cutTexts(value: Json): Json {
  if (typeof value === 'string')
    return value.length > limits.pendingTextCharsMax ? value.slice(0, limits.pendingTextCharsMax) : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, part as Json, cutTexts(part ?? null)] as const);
  if (entries.every(([, part, cut]) => cut === (part ?? null))) return value;
  return Array.isArray(value)
    ? entries.map(([, , cut]) => cut)
    : Object.fromEntries(entries.map(([name, , cut]) => [name, cut]));
}

/** How far back the line of a decision is looked for. */
const recentLines = 500;

/** The transcript's own words where there are some: the screen may show only a part. */
function subjectOf({ subject, call }: Pick<Decision, 'subject' | 'call'>): string {
  const command = call?.input['command'];
  if (typeof command === 'string') return command;
  const questions = call ? pagesOf(call).map(({ question }) => question) : [];
  return questions.length > 0 ? questions.join(' / ') : subject;
}

/** The frame by frame changes of a screen are not kept; what a new daemon needs to go on is. */
function isWorthSaving(before: Session, after: Session): boolean {
  const kept = [
    'phase',
    'paused',
    'off',
    'cli',
    'humans',
    'begun',
    'state',
    'ask',
    'unconfirmed',
    'calls',
    'tasks',
    'typing',
    'prose',
    'proseReplies',
    'limit',
    'account',
    'trouble',
    'refusal',
    'settledBanner',
    'goOnText',
    'interrupted',
    'restarting',
    'restarts',
    'consults',
    'inputs',
    'decisions',
    'steps',
    'given',
    'used',
    'spent',
    'verifying',
    'handOver',
    'budget',
    'unbounded',
  ] as const;
  return kept.some((field) => before[field] !== after[field]);
}

function pendingItem(record: EscalationRecord): PendingItem {
  return {
    n: record.n,
    session: record.session,
    kind: record.kind,
    ...(record.tool === '' ? {} : { tool: record.tool }),
    ...(record.subject === '' ? {} : { subject: shownSubject(record) }),
    ...(record.question === '' ? {} : { question: record.question }),
    options: record.options.map((option) => ({ ...option })),
    risk: record.risk,
    reasons: [...record.reasons],
    askedAt: new Date(record.askedAt).toISOString(),
  };
}

/** What it is about; of the words before a question the last ones. They are cut here, where nothing is left to redact. */
export function shownSubject({ kind, subject }: EscalationRecord): string {
  if (kind !== 'prose') return subject;
  const lines = subject.split('\n').filter((line) => line.trim() !== '');
  const last = lines.slice(-limits.proseShownLinesMax).join('\n');
  const shown = last.slice(-limits.proseShownCharsMax);
  return shown.length < last.length || last.length < lines.join('\n').length ? `… ${shown.trimStart()}` : shown;
}

/** The questions of the call that a person is asked about, from the transcript: the screen shows one page only. */
function pagesIn(record: EscalationRecord, call: PendingCall | undefined): Pick<PendingItem, 'pages' | 'page'> {
  const pages = record.kind === 'question' && call ? pagesOf(call) : [];
  if (!call || pages.length === 0) return {};
  const shown = pageShown({ ...record, kind: 'question', truncated: false }, call);
  return {
    pages: pages.map((page) => ({ ...page, options: page.options.map((option) => ({ ...option })) })),
    page: shown ?? pages.length,
  };
}
