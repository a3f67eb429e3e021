import type { Disposable } from '../../base/disposables.ts';
import type { Advice, BrainName } from '../../policy/consulting/advice.ts';
import { brainNames } from '../../policy/consulting/advice.ts';
import type { Matter } from '../../policy/consulting/matter.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { Effect, PendingCall, Session, SessionEvent } from '../../session/session.ts';
import type { Spent } from '../budgets.ts';
import type { Config } from '../settings.ts';
import type { Known, ReadPreferences } from './brainFacts.ts';
import { brainFacts, redactedMatter } from './brainFacts.ts';
import type { Consultations } from './consultations.ts';
import { consultationLine, weighed } from './weighing.ts';

/** What the consultations of one session need of their surroundings. */
export interface SessionConsultingPorts {
  readonly session: string;
  /** The brain of the session, as it is stored. */
  readonly brain: string;
  readonly consultations: Pick<Consultations, 'begin'>;
  readonly config: () => Pick<Config, 'brain.confidence_min_percent' | 'policy.mode'>;
  /** What a brain may know, looked up when its turn comes. */
  readonly known: () => Known;
  readonly preferencesIn: ReadPreferences;
  readonly redactor: () => Redactor;
  /** The budget of the session, or of equal calls, that is used up, if one is. */
  readonly spent: (call: PendingCall | undefined) => Spent | undefined;
  readonly advised: (event: Extract<SessionEvent, { type: 'advised' }>) => void;
  /** Adds a line to the session's log. */
  readonly note: (line: string) => void;
}

/** The consultations of one session: one at a time, each given up as soon as nobody waits for it any more. */
export class SessionConsulting implements Disposable {
  readonly #ports: SessionConsultingPorts;
  #open: { readonly consultId: string; readonly asking: Disposable } | undefined;

  constructor(ports: SessionConsultingPorts) {
    this.#ports = ports;
  }

  /** Performs the effect: what the brain says comes back as `advised`. */
  begin({ consultId, matter, call }: Omit<Extract<Effect, { type: 'consult' }>, 'type'>): void {
    this.dispose();
    const { session, consultations } = this.#ports;
    const brain = brainOf(this.#ports.brain);
    const why = this.#whyNobody(brain, call);
    if (why !== undefined) {
      this.#ports.advised({ type: 'advised', consultId, by: brain, advice: { say: 'person', reason: why } });
      return;
    }
    const asking = consultations.begin(
      {
        session,
        brain,
        question: () => {
          const redactor = this.#ports.redactor();
          return {
            matter: redactedMatter(matter, redactor),
            facts: brainFacts(this.#ports.known(), matter.kind, this.#ports.preferencesIn, redactor),
          };
        },
      },
      ({ advice, tookMs }) => {
        this.#open = undefined;
        this.#told(consultId, brain, matter, { advice, tookMs });
      },
    );
    this.#open = { consultId, asking };
  }

  /** After each step: gives up what nobody waits for any more. */
  stepped({ ask, prose }: Pick<Session, 'ask' | 'prose'>): void {
    const consultId = this.#open?.consultId;
    if (consultId === undefined) return;
    const isWanted = [ask, prose].some((about) => about?.stage === 'consulting' && about.consultId === consultId);
    if (!isWanted) this.dispose();
  }

  /** Gives up what is being asked; another consultation may begin. */
  dispose(): void {
    this.#open?.asking.dispose();
    this.#open = undefined;
  }

  /** Why no brain is asked at all. */
  #whyNobody(brain: BrainName, call: PendingCall | undefined): string | undefined {
    if (brain === 'none') return 'No brain is set for this session.';
    return this.#ports.spent(call)?.reason;
  }

  #told(consultId: string, brain: BrainName, matter: Matter, said: { advice: Advice; tookMs: number }): void {
    const config = this.#ports.config();
    const advice = weighed(matter, said.advice, {
      brain,
      confidenceMinPercent: config['brain.confidence_min_percent'],
      shadow: config['policy.mode'] === 'shadow',
    });
    this.#ports.note(consultationLine(matter, { brain, ...said }));
    this.#ports.advised({ type: 'advised', consultId, by: brain, advice });
  }
}

/** A name of an earlier or later version means nobody. */
function brainOf(stored: string): BrainName {
  return brainNames.find((name) => name === stored) ?? 'none';
}
