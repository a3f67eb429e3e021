export { bindingsOf, isKeyName, keysOf } from '../../api/keys/bind.ts';
