import { defineConfig } from "vitest/config";

/** `npm run fuzz`: the fuzzers for as long as they are given, one after the other. */
export default defineConfig({
  ssr: { resolve: { conditions: ["winnow:source", "node", "import", "default"] } },
  test: { include: ["fuzz/all.fuzz.ts"], disableConsoleIntercept: true },
});
