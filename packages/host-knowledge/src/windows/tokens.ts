/** Integrity levels by the end of their SID (S-1-16-…), in order. */
const LEVELS: readonly (readonly [rid: number, name: string])[] = [
  [0, "untrusted"],
  [4096, "low"],
  [8192, "medium"],
  [8448, "medium plus"],
  [12288, "high"],
  [16384, "system"],
  [20480, "protected"],
];

/** Position of an integrity level, 0 (untrusted) to 6 (protected), from its SID or its English name; −1 else. */
export function integrityOrder(written: string): number {
  const small = written.trim().toLowerCase();
  const rid = /^s-1-16-([0-9]{1,6})$/.exec(small)?.[1];
  if (rid !== undefined) return LEVELS.findLastIndex(([level]) => level <= Number(rid));
  const name = small
    .replace(/^mandatory label\\/, "")
    .replace(/ mandatory level$/, "")
    .replace("mediumplus", "medium plus");
  return LEVELS.findIndex(([, level]) => level === name);
}

/**
 * Rights of a token: 0 limited (1938), 1 default (1936: nothing to split), 2 full (1937: raised), from what the
 * security log and Defender write; −1 else.
 */
export function elevationOrder(written: string): number {
  const small = written.trim().toLowerCase();
  if (/1938|limited|^3$|type ?3|type 3/.test(small)) return 0;
  if (/1936|default|^1$|type ?1/.test(small)) return 1;
  return /1937|full|^2$|type ?2/.test(small) ? 2 : -1;
}
