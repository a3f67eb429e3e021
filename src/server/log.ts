/** Where the server tells what it does and what goes wrong; no text of a caller goes there unshortened. */
export interface ServerLog {
  info(sentence: string): void;
  warn(sentence: string): void;
  error(sentence: string, error?: unknown): void;
}
