/** The exit statuses of every command, which scripts rely on: 3 nothing matches, 4 a human is needed. */
export const exit = { done: 0, failed: 1, usage: 2, nothing: 3, human: 4 } as const;
