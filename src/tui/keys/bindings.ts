export type { Bindings } from '../../api/keys/bindings.ts';
