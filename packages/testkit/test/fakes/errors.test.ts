import { startFakeSentinel } from "@winnow/testkit/fakes";
import { expect, it, vi } from "vitest";

it("without DuckDB the fake Sentinel says what to install", async () => {
  vi.doMock("@duckdb/node-api", () => {
    throw new Error("cannot find it");
  });
  await expect(startFakeSentinel({ tables: {} })).rejects.toMatchObject({
    code: "WN2110",
    message: 'the fake Sentinel service needs "@duckdb/node-api", which cannot be loaded',
    hint: "Add it to the development dependencies: npm install --save-dev @duckdb/node-api",
  });
});
