import { createHash } from "node:crypto";
import type { RunResult } from "@winnow/core";
import { rowContents } from "./rows.ts";

/** 128 bits: no two results will ever share them. */
const DIGITS = 32;

/**
 * Names a result by what it is: the profile's hash, the ledger and every row, but nothing of the time or the place of the
 * run. Writing the same result again gives the same name.
 */
export function runIdOf(result: RunResult): string {
  const hash = createHash("sha256");
  const { read, rejected, filtered, clustered } = result.ledger;
  hash.update(JSON.stringify([result.profile.hash, read, rejected, filtered, clustered]));
  for (const content of rowContents(result)) hash.update(JSON.stringify(content));
  return hash.digest("hex").slice(0, DIGITS);
}
