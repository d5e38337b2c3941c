import { defineConfig } from "vitest/config";

/** `npm run test:services`: connectors against real services, which `tools/test-services.mjs` finds or starts. */
export default defineConfig({
  // Without "import": it would also be a condition of require, which breaks the client of PostgreSQL.
  ssr: { resolve: { conditions: ["winnow:source", "node", "default"] } },
  test: {
    include: ["packages/*/test/services/*.service.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
