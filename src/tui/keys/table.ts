export { type ActionName, keyGroups, type KeyRow, keyTable } from '../../api/keys/table.ts';
