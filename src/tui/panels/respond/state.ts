import type { PendingItem, Result } from '../../../api/methods.ts';
import type { Model } from '../../model.ts';
import { sessionOf } from '../forms.ts';
import type { AskedPage } from './asked.ts';
import { askedPages } from './asked.ts';
import type { Draft, PageDraft } from './draft.ts';
import { newDraft } from './draft.ts';

/** The whole call behind an item: on its way, known, or not to be had. */
export type CallState =
  | { readonly state: 'asked' }
  | { readonly state: 'known'; readonly known: Result<'pending.call'> }
  | { readonly state: 'unknown'; readonly why: string };

/** Where the keys go: to the rows, to the words, to one more question before it is sent; or nowhere, since it is on its way. */
export type Stage =
  | { readonly type: 'choose' }
  | { readonly type: 'write' }
  | { readonly type: 'sure'; readonly why: SureWhy; readonly sinceMs: number | undefined }
  | { readonly type: 'sent'; readonly told: string };

/** Why it asks once more. */
export type SureWhy = 'high' | 'widens' | 'pages';

/** The form that answers what waits. */
export interface Respond {
  readonly session: string;
  /** As it was seen last: it stays readable when it is gone. */
  readonly item: PendingItem;
  readonly call: CallState;
  /** First line of the text that is shown. */
  readonly scroll: number;
  readonly draft: Draft;
  readonly stage: Stage;
  /** Wall-clock milliseconds since when this item can be read here; undefined until the terminal took a frame with it. */
  readonly shownSinceMs: number | undefined;
  /** The last line of what is asked was in sight. */
  readonly endSeen: boolean;
  /** It was answered, or has left: nothing is taken any more. */
  readonly gone: boolean;
  /** When a printable key came that means nothing here, or one right behind such a key: somebody types text. Wall-clock milliseconds. */
  readonly strayMs: number | undefined;
  readonly fault: string;
}

/** The form for an item, with what was chosen and written for it before. */
export function respondTo(item: PendingItem, model: Model): Respond {
  return {
    session: item.session,
    item,
    call: { state: 'asked' },
    scroll: 0,
    draft: draftFor(item, draftsOf(model).get(item.n)),
    stage: { type: 'choose' },
    shownSinceMs: undefined,
    endSeen: false,
    gone: false,
    strayMs: undefined,
    fault: '',
  };
}

/** Whether a person who read one would read nothing else in the other. */
export function isAlike(a: PendingItem, b: PendingItem): boolean {
  const [first, second] = [a, b].map(({ kind, tool, subject, question, risk, options, pages, page }) =>
    JSON.stringify([kind, tool, subject, question, risk, options.map(({ key, label }) => [key, label]), pages, page]),
  );
  return first === second;
}

/** The draft that fits the pages of an item: the given one where it does. */
export function draftFor(item: PendingItem, given: Draft | undefined): Draft {
  const pages = askedPages(item);
  return given?.pages.length === pages.length ? given : newDraft(item, pages);
}

/** Drafts that are kept while the form is closed, by the number of their item. */
export function draftsOf({ kept }: Model): ReadonlyMap<number, Draft> {
  return (kept.get('respond') as ReadonlyMap<number, Draft> | undefined) ?? new Map<number, Draft>();
}

/** The drafts with this one among them; those of items that wait no more are left out. */
export function draftsWith({ item, draft }: Respond, model: Model): ReadonlyMap<number, Draft> {
  const waiting = new Set(model.fleet.sessions.flatMap(({ pending }) => pending.map(({ n }) => n)));
  const others = [...draftsOf(model)].filter(([n]) => waiting.has(n));
  return new Map([...others, [item.n, draft]]);
}

/** What waits in a session, the oldest first. */
export function waitingIn(model: Model, session: string): readonly PendingItem[] {
  return [...(sessionOf(model, session)?.pending ?? [])].sort((a, b) => a.n - b.n);
}

/** The page that is open: what it asks, and what is chosen. */
export function openPage(state: Respond): { readonly page: AskedPage; readonly draft: PageDraft } | undefined {
  const page = askedPages(state.item)[state.draft.page];
  const draft = state.draft.pages[state.draft.page];
  return page && draft && { page, draft };
}
