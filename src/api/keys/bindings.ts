/** Which key does what: names of keys (see `Key.name`) to names of actions of `table.ts`. */
export type Bindings = ReadonlyMap<string, string>;
