import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

describe("winnow plan", () => {
  it("shows how fields bind, where features run and what is clustered how", () =>
    inDirectory(async (directory) => {
      const { exitCode, stdout } = await winnow(["plan", "windows-processes", await writeEvents(directory)]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^ {2}sentinel-security-event: all of NewProcessName present/m);
      expect(stdout).toMatch(/^ {2}process\.command_line +100 %  CommandLine$/m);
      expect(stdout).toMatch(/^ {2}templateLogLength +.*\(characters; .*groups\)$/m);
      expect(stdout).toMatch(/^ {2}clusterer +dbscan \{/m);
      expect(stdout).toMatch(/^ {2}within +process\.name$/m);
      expect(stdout).toMatch(/^ {2}guarded +process\.name \(values of at most 1 event\), user\.name /m);
    }));
});
