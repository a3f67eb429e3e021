import { PccError } from '../../base/errors.ts';
import type { ScheduleRecord } from '../../store/schedules.ts';
import type { Cron } from './cron.ts';
import { readCron } from './cron.ts';

interface Page {
  readonly cron: Cron;
  /** Nothing is due between these two; milliseconds since the Unix epoch. */
  fromMs: number;
  nextMs: number | undefined;
}

/** When schedules are due, remembered: looking it up takes a thousand times as long as comparing two numbers. */
export class Calendar {
  readonly #pages = new Map<number, Page>();

  /** The cron expression of a schedule; undefined for one that can be read no more. */
  of(record: Pick<ScheduleRecord, 'n' | 'cron' | 'zone' | 'createdAt'>): Cron | undefined {
    return this.#page(record)?.cron;
  }

  /** The first time after a moment at which a schedule is due. */
  next(record: Pick<ScheduleRecord, 'n' | 'cron' | 'zone' | 'createdAt'>, afterMs: number): number | undefined {
    const page = this.#page(record);
    if (!page) return undefined;
    if (afterMs < page.fromMs || (page.nextMs !== undefined && afterMs >= page.nextMs)) {
      page.nextMs = firstAfter(page.cron, afterMs);
      page.fromMs = afterMs;
    }
    return page.nextMs;
  }

  forget(n: number): void {
    this.#pages.delete(n);
  }

  #page(record: Pick<ScheduleRecord, 'n' | 'cron' | 'zone' | 'createdAt'>): Page | undefined {
    const known = this.#pages.get(record.n);
    if (known) return known;
    try {
      const cron = readCron(record.cron, record.zone, record.createdAt);
      const page: Page = {
        cron,
        fromMs: record.createdAt,
        nextMs: firstAfter(cron, record.createdAt),
      };
      this.#pages.set(record.n, page);
      return page;
    } catch (error) {
      // Zones may leave the runtime's data; the schedule is shown without a next time.
      if (error instanceof PccError) return undefined;
      throw error;
    }
  }
}

function firstAfter(cron: Cron, atMs: number): number | undefined {
  const { value } = cron.after(atMs).next();
  return value?.atMs;
}
