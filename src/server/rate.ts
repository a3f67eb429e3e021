import type { Clock } from '../base/clock.ts';
import { limits } from '../limits.ts';

/** So much may be done a second, and so much more at once after a rest. */
export interface Pace {
  readonly perS: number;
  readonly burst: number;
}

/** Lets things happen at a pace: a bucket of `burst` tokens that fills by `perS`. */
export class Bucket {
  readonly #pace: Pace;
  readonly #clock: Clock;
  #tokens: number;
  #atMs: number;

  constructor(pace: Pace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
    this.#tokens = pace.burst;
    this.#atMs = clock.monotonicMs();
  }

  /** Takes a token; gives 0, or the milliseconds until there is one. */
  take(): number {
    const waitMs = this.waitMs();
    if (waitMs === 0) this.#tokens -= 1;
    return waitMs;
  }

  /** Milliseconds until there is a token. */
  waitMs(): number {
    const nowMs = this.#clock.monotonicMs();
    const gained = ((nowMs - this.#atMs) * this.#pace.perS) / 1_000;
    this.#tokens = Math.min(this.#pace.burst, this.#tokens + gained);
    this.#atMs = nowMs;
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) * 1_000) / this.#pace.perS);
  }
}

/** The pace of requests: of each address, and of all together. */
export class RequestRate {
  readonly #clock: Clock;
  readonly #all: Bucket;
  /** In the order in which they were last seen. */
  readonly #addresses = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#all = new Bucket({ perS: limits.httpRateAllPerS, burst: limits.httpRateAllBurst }, clock);
  }

  /** Lets a request of an address pass with 0, or gives the milliseconds after which it may come again. */
  take(address: string): number {
    const key = networkOf(address);
    const own = this.#addresses.get(key) ?? this.#newBucket();
    this.#addresses.delete(key);
    this.#addresses.set(key, own);
    const waitMs = Math.max(own.waitMs(), this.#all.waitMs());
    if (waitMs > 0) return waitMs;
    own.take();
    return this.#all.take();
  }

  #newBucket(): Bucket {
    const oldest = this.#addresses.keys().next();
    if (this.#addresses.size >= limits.httpAddressesMax && oldest.done !== true) this.#addresses.delete(oldest.value);
    return new Bucket({ perS: limits.httpRatePerS, burst: limits.httpRateBurst }, this.#clock);
  }
}

/** Whoever has one address of IPv6 has all of its network, so that those count as one. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d)/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 4 - groups.length);
  return [...groups, ...Array.from({ length: missing }, () => '0')].slice(0, 4).join(':');
}
