import { describe, expect, it } from "vitest";
import { sentinelConnectorOptions } from "../../src/sentinel/options.ts";

const LEAST = { workspace: "w", table: "SecurityEvent" };

/** `path: message` of every problem. */
function problems(options: object): string[] {
  const { error } = sentinelConnectorOptions.safeParse(options);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the options of the connector", () => {
  it("need little and fill in the rest", () => {
    expect(sentinelConnectorOptions.parse(LEAST)).toEqual({
      ...LEAST,
      workspaces: [],
      since: "1d",
      lag: "5m",
      mode: "reduce",
      limits: { rows: 500_000, bytes: 104_857_600, concurrency: 4 },
      timeouts: { query: 600, retry: 300 },
      auth: { kind: "default" },
      cloud: "public",
    });
  });

  it.each([
    ["neither table nor query", { workspace: "w" }, "table: exactly one of table and query must be given"],
    ["both", { ...LEAST, query: "T" }, "table: exactly one of table and query must be given"],
    ["a control command", { workspace: "w", query: " .drop table T" }, "query: must be a query, not a control command"],
    [
      "a time that is none",
      { ...LEAST, since: "yesterday" },
      "since: must be an ISO 8601 time with up to 7 digits of a second, or how long ago: 30m, 12h, 7d",
    ],
    ["no lag", { ...LEAST, lag: "-5m" }, "lag: must be a duration such as 30m, 12h or 7d"],
    ["a checkpoint of nothing", { ...LEAST, checkpoint: "kept" }, "mode: slice and checkpoint are for mode: pull"],
    ["slices of nothing", { ...LEAST, mode: "pull", slice: "0s" }, "slice: must be longer than nothing"],
    ["plain http", { ...LEAST, endpoint: "http://example.com/v1" }, "endpoint: must be an https:// address"],
    [
      "a password in the address",
      { ...LEAST, authority: "https://a:b@example.com" },
      "authority: must be an https:// address",
    ],
    [
      "a password without a name in the address",
      { ...LEAST, endpoint: "https://:b@example.com" },
      "endpoint: must be an https:// address",
    ],
    [
      "a secret without a tenant",
      { ...LEAST, auth: { kind: "client-secret", clientId: "a", secret: "s" } },
      "tenant: tenant is needed for auth client-secret and certificate",
    ],
    [
      "more rows than the service gives",
      { ...LEAST, limits: { rows: 500_001 } },
      "limits.rows: Too big: expected number to be <=500000",
    ],
    [
      "more at once than the service allows",
      { ...LEAST, limits: { concurrency: 6 } },
      "limits.concurrency: Too big: expected number to be <=5",
    ],
  ])("refuse %s", (_, options, problem) => {
    expect(problems(options)).toContain(problem);
  });

  it("never repeat a secret in what they refuse", () => {
    const secret = "Very~Secret";
    const said = problems({ ...LEAST, auth: { kind: "client-secret", secret, clientId: "", tokn: secret } });
    expect(said.length).toBeGreaterThan(0);
    expect(said.join("\n")).not.toContain(secret);
  });
});
