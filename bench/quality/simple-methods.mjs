// What an analyst can do without Winnow. Independent of Winnow's code on purpose: a yardstick must not move with what it measures.
import { isolationScores } from "./isolation-forest.mjs";
import { baseName, behavioursOf } from "./score.mjs";

/** @typedef {import("./score.mjs").Event} Event */
/** @typedef {import("./score.mjs").OutputRow} OutputRow */

/**
 * Groups by program and masked command line (logons: by source address), rare first, ties as they come.
 * @param {readonly Event[]} events
 * @returns {OutputRow[]} in reading order, each showing its first event
 */
export function rareFirst(events) {
  return readBy(groupsOf(events), (members) => members.length);
}

/**
 * The same rows, those of rare pairs of parent and program first, ties as they come.
 * @param {readonly Event[]} events
 * @returns {OutputRow[]}
 */
export function rarePairsFirst(events) {
  const pairs = events.map(
    (event) => `${baseName(event["ParentProcessName"] ?? "")}>${baseName(event["NewProcessName"] ?? "")}`,
  );
  const byPair = groupBy(pairs.keys(), (event) => pairs[event] ?? "");
  return readBy(groupsOf(events), ([first]) => byPair.get(pairs[first ?? 0] ?? "")?.length ?? 0);
}

/** The features that msticpy's event clustering clusters by. */
const CLUSTERED = ["commandlineTokensFull", "pathScore", "isSystemSession"];
/** All that it computes as quantities: its hashes are names, not numbers. */
const NUMERIC = [...CLUSTERED, "pathLogScore", "commandlineLen", "commandlineLogLen", "commandlineScore"];

/**
 * The same rows by the score that an isolation forest over all events gives their first event.
 * @param {readonly Event[]} events
 * @param {readonly string[]} features
 * @returns {OutputRow[]}
 */
function strangeFirst(events, features) {
  const points = events.map((event) => {
    const values = seedFeatures(event);
    return features.map((feature) => values[feature] ?? 0);
  });
  const scores = isolationScores(points);
  return readBy(groupsOf(events), ([first]) => -(scores[first ?? 0] ?? 0));
}

/** @param {readonly Event[]} events */
export function strangeFirstBy3(events) {
  return strangeFirst(events, CLUSTERED);
}

/** @param {readonly Event[]} events */
export function strangeFirstBy7(events) {
  return strangeFirst(events, NUMERIC);
}

/** Groups of equal behaviour, in the order of their first events. @param {readonly Event[]} events */
function groupsOf(events) {
  const behaviours = behavioursOf(events);
  return [...groupBy(events.keys(), (event) => behaviours[event] ?? "").values()];
}

/** @param {Iterable<number>} events @param {(event: number) => string} keyOf */
function groupBy(events, keyOf) {
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const event of events) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  return groups;
}

/**
 * @param {readonly number[][]} groups
 * @param {(members: readonly number[]) => number} keyOf small for what is read first
 * @returns {OutputRow[]}
 */
function readBy(groups, keyOf) {
  return groups
    .map((members) => ({ members, key: keyOf(members) }))
    .sort((a, b) => a.key - b.key)
    .map(({ members }) => ({ members, shown: members.slice(0, 1) }));
}

/**
 * @param {Event} event
 * @returns {Readonly<Record<string, number>>}
 */
function seedFeatures(event) {
  const path = event["NewProcessName"] ?? "";
  const commandLine = event["CommandLine"] ?? "";
  const pathScore = codePointSum(path);
  return {
    pathScore,
    pathLogScore: log10(pathScore),
    commandlineLen: commandLine.length,
    commandlineLogLen: log10(commandLine.length),
    commandlineTokensFull: commandLine.match(/[\s\-\\/.,"'|&:;%$()]/g)?.length ?? 0,
    commandlineScore: codePointSum(commandLine),
    isSystemSession: ["0x3e7", "-1"].includes(event["SubjectLogonId"] ?? "") ? 1 : 0,
  };
}

/** @param {string} text */
function codePointSum(text) {
  return [...text].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
}

/** 0 where there is nothing. @param {number} value */
function log10(value) {
  return value === 0 ? 0 : Math.log10(value);
}
