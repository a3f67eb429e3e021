/**
 * The folders that scenarios are played in. The paths are the same on every machine and say nothing about any, so that
 * nothing in a recording has to be rewritten: a rewritten path would move cells.
 */
export const stageFolder = '/tmp/pcc-lab';
export const projectFolder = `${stageFolder}/app`;
export const homeFolder = `${stageFolder}/home`;
