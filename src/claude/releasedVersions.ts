/**
 * Versions of the CLI that this release was recorded with and that all its recordings are tested against
 * (`tests/fixtures/<version>/`). Any other version is checked on the machine where it is met before pcc gives leave there.
 */
export const releasedVersions: readonly string[] = ['2.0.20', '2.0.64', '2.1.15', '2.1.98', '2.1.202', '2.1.329'];
