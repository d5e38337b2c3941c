import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomNumbers } from "@winnow/testkit";
import { describe, expect, it } from "vitest";
import { isBuilt, Killing } from "./killing.ts";

/** `WINNOW_KILLS=300 npx vitest run packages/orchestrator/test/output/kill.test.ts` for more of them. */
const KILLS = Number(process.env["WINNOW_KILLS"] ?? 8);

describe.skipIf(!isBuilt)(
  `Killing a run that writes${isBuilt ? "" : " (skipped: packages/orchestrator is not built)"}`,
  () => {
    it.each([
      ["links", "links"],
      ["copies", "copies"],
      ["links", "copies"],
    ])(
      `leaves the new result as %s or the old one as %s, and the next run removes the rest (${KILLS} kills)`,
      async (mode, before) => {
        const parent = await mkdtemp(join(tmpdir(), "winnow-kill-"));
        try {
          const killing = await Killing.begin(parent, mode, before, randomNumbers(1));
          while (killing.kills < KILLS) await killing.next();
          const { found, kills } = killing;
          expect(found.old + found.new + found.none).toBeGreaterThanOrEqual(kills);
        } finally {
          await rm(parent, { recursive: true, force: true });
        }
      },
      3_000_000,
    );
  },
);
