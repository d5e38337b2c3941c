import { setTimeout as pause } from "node:timers/promises";
import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { resultOf } from "./result.ts";
import { RULE, startedSink, STREAM, type StartedSink } from "./sink.ts";

const ONE = resultOf([{}]);
/** Some 40 rows of 60 KB: three calls. */
const MANY = resultOf(
  Array.from({ length: 40 }, (_, key) => ({ exemplarColumns: { CommandLine: "x".repeat(60_000) }, key })),
);

async function failure(work: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isWinnowError(thrown)) throw new Error(`no coded error: ${String(thrown)}`);
  return { code: thrown.code, message: thrown.message, hint: thrown.hint };
}

function hostOf(sink: StartedSink): string {
  return new URL(sink.fake.ingestionEndpoint).host;
}

describe("what will not pass", () => {
  it("an expired token: nothing more is sent, and no file is left", async () => {
    await using sink = await startedSink({ tokens: { old: "expired" } });
    const failed = await failure(sink.write(MANY, { auth: { kind: "token", token: "old" } }));
    expect(failed).toEqual({
      code: "WN1561",
      message: `${hostOf(sink)} does not accept the token (HTTP 401): The provided authentication is not valid for this resource. The access token has expired.`,
      hint: "The token has expired or is for another audience: sign in anew, and check cloud, audience and tenant.",
    });
    // One call for each lane that was under way.
    expect(sink.fake.requests.length).toBeLessThanOrEqual(4);
    expect(await sink.files()).toEqual({});
    await sink.write(MANY);
    expect(sink.fake.ingested).toHaveLength(40);
  });

  it("an account without the role", async () => {
    await using sink = await startedSink({ tokens: { stranger: "no-access" } });
    expect(await failure(sink.write(ONE, { auth: { kind: "token", token: "stranger" } }))).toEqual({
      code: "WN1591",
      message: `this account may not send rows to rule ${RULE} (HTTP 403): The provided credentials have insufficient access to perform the requested operation.`,
      hint: "Give it the role Monitoring Metrics Publisher on the data collection rule; that takes up to half an hour to work.",
    });
  });

  it("a rule that there is not", async () => {
    await using sink = await startedSink();
    expect(await failure(sink.write(ONE, { rule: "dcr-other" }))).toEqual({
      code: "WN1592",
      message: `${hostOf(sink)} knows no rule dcr-other (HTTP 404): Data collection rule with immutable Id 'dcr-other' not found.`,
      hint: "Take the rule's immutable id (dcr-…) and its logs ingestion endpoint from its JSON view; both must be of one region.",
    });
  });

  it("a stream that the rule has not", async () => {
    await using sink = await startedSink();
    expect(await failure(sink.write(ONE, { stream: "Custom-Other_CL" }))).toEqual({
      code: "WN1593",
      message:
        "rows for stream Custom-Other_CL are refused (HTTP 400): The stream Custom-Other_CL was not found in the streams declared for the data collection rule.",
      hint: "Compare stream and columns with the rule's; `winnow sentinel table-schema` prints the table and the rule to deploy.",
    });
  });

  it("a page in place of an answer", async () => {
    await using sink = await startedSink({ faults: [{ on: () => true, failure: { kind: "html" } }] });
    expect(await failure(sink.write(ONE))).toMatchObject({
      code: "WN1571",
      message: `${hostOf(sink)} answered with a page instead of JSON (HTTP 200): Sign in`,
    });
  });

  it("a certificate that is not trusted, and a host that there is not", async () => {
    await using sink = await startedSink();
    expect(await failure(sink.write(ONE, { ca: undefined }))).toMatchObject({ code: "WN1570" });
    expect(await failure(sink.write(ONE, { endpoint: "https://nowhere.invalid" }))).toMatchObject({
      code: "WN1568",
      message: "the host nowhere.invalid cannot be found (DNS)",
    });
  });

  it("credentials that are wrong", async () => {
    await using sink = await startedSink();
    // The fake is no authority, and says so.
    const auth = { kind: "client-secret", clientId: "app", secret: "wrong-secret-value" } as const;
    const failed = await failure(
      sink.write(ONE, { auth, tenant: "example.com", authority: sink.fake.ingestionEndpoint }),
    );
    expect(failed.code).toBe("WN1560");
    expect(JSON.stringify(failed)).not.toContain("wrong-secret-value");
    expect(sink.fake.requests.filter(({ path }) => path.startsWith("/dataCollectionRules"))).toHaveLength(0);
  });
});

describe("what may pass", () => {
  it.each([
    [{ kind: "status", status: 429, retryAfter: "0" }],
    [{ kind: "status", status: 500 }],
    [{ kind: "status", status: 503 }],
    [{ kind: "drop" }],
  ] as const)("%j is tried again, and every row arrives once", async (kind) => {
    await using sink = await startedSink({ faults: [{ on: [1, 3], failure: kind }] });
    await sink.write(MANY);
    const ids = sink.fake.ingested.map(({ row }) => row["RowId"]);
    expect([ids.length, new Set(ids).size]).toEqual([40, 40]);
    // The body of a second attempt is the first one's.
    expect(new Set(sink.fake.requests.map(({ bytesUnpacked }) => bytesUnpacked)).size).toBeLessThanOrEqual(3);
  });

  it("a service that keeps failing: the error says what it said", async () => {
    await using sink = await startedSink({ faults: [{ on: () => true, failure: { kind: "status", status: 503 } }] });
    expect(await failure(sink.write(ONE))).toEqual({
      code: "WN1597",
      message: `${hostOf(sink)} does not take rows now (HTTP 503), tried 6 times: The service answered 503.`,
      hint: "Try later; the Azure status page says whether it is a known failure.",
    });
    expect(await sink.files()).toEqual({});
  });

  it("a service that fails for some rows: they are kept, and they alone are sent the next time", async () => {
    await using sink = await startedSink({ faults: [{ on: 1, failure: { kind: "status", status: 400 } }] });
    const failed = await failure(sink.write(MANY));
    expect(failed).toEqual({
      code: "WN1590",
      message: expect.stringMatching(
        new RegExp(`^\\d+ of 40 rows were not written to ${STREAM}: WN1593 rows for stream ${STREAM} are refused`),
      ),
      hint:
        "Compare stream and columns with the rule's; `winnow sentinel table-schema` prints the table and the rule to deploy. " +
        'The rows are in "sentinel-receipt-failed.ndjson". Run again with the same --out: only they are sent.',
    });
    const kept = (await sink.files())["sentinel-receipt-failed.ndjson"]!.trim().split("\n");
    expect(JSON.parse(kept[0]!)).toMatchObject({ Profile: "test", Exemplar: { CommandLine: "x".repeat(60_000) } });
    expect(sink.fake.ingested.length + kept.length).toBe(40);
    await sink.write(MANY);
    expect(new Set(sink.fake.ingested.map(({ row }) => row["RowId"])).size).toBe(40);
    expect(sink.fake.ingested).toHaveLength(40);
    expect(Object.keys(await sink.files())).toEqual(["sentinel-receipt.json"]);
  });

  it("a run that is stopped after some rows arrived goes on where it was", async () => {
    await using sink = await startedSink({ faults: [{ on: 2, failure: { kind: "hang" } }] });
    const stop = new AbortController();
    const written = failure(sink.write(MANY, {}, stop.signal));
    // All calls but the one that hangs; their answers need a moment to be read.
    while (sink.fake.requests.filter(({ status }) => status === 204).length < 2) await pause(5);
    await pause(200);
    stop.abort();
    expect(await written).toMatchObject({ code: "WN1001" });
    const arrived = sink.fake.ingested.length;
    expect(arrived).toBeLessThan(40);
    await sink.write(MANY);
    expect(sink.fake.ingested).toHaveLength(40);
  });

  it("a run that is stopped", async () => {
    await using sink = await startedSink({ faults: [{ on: () => true, failure: { kind: "hang" } }] });
    const stop = new AbortController();
    const written = failure(sink.write(ONE, {}, stop.signal));
    while (sink.fake.requests.length === 0) await new Promise(setImmediate);
    stop.abort();
    expect(await written).toMatchObject({ code: "WN1001" });
    expect(await sink.files()).toEqual({});
  });
});

describe("secrets", () => {
  it("are in no file, warning or error", async () => {
    await using sink = await startedSink({
      faults: [
        {
          on: ({ number }) => number > 1,
          failure: { kind: "status", status: 400, body: "Bearer fake-sentinel-token said no" },
        },
      ],
    });
    const failed = await failure(sink.write(MANY));
    const everything = JSON.stringify([failed, sink.warnings, await sink.files()]);
    expect(failed.code).toMatch(/^WN15/);
    expect(everything).not.toContain(sink.fake.token);
  });
});

describe("a probe", () => {
  it("says that all is well, and changes nothing", async () => {
    await using sink = await startedSink();
    expect(await sink.probe()).toEqual(
      ["credentials", "reachability", "token", `rule ${RULE}`, "permission", `stream ${STREAM}`].map((subject) => ({
        subject,
        ok: true,
        detail: subject === "credentials" ? "signed in" : "as it should be",
      })),
    );
    expect(sink.fake.ingested).toHaveLength(0);
    expect(await sink.files()).toEqual({});
  });

  it.each([
    [{ rule: "dcr-other" }, "rule dcr-other", "WN1592"],
    [{ stream: "Custom-Other_CL" }, "stream Custom-Other_CL", "WN1593"],
    [{ auth: { kind: "token", token: "old" } }, "token", "WN1561"],
    [{ auth: { kind: "token", token: "stranger" } }, "permission", "WN1591"],
    [{ endpoint: "https://nowhere.invalid" }, "reachability", "WN1568"],
    [{ ca: "nothing.pem" }, "credentials", "WN1575"],
  ] as const)("with %j ends at what does not work and says what to do", async (more, subject, code) => {
    await using sink = await startedSink({ tokens: { old: "expired", stranger: "no-access" } });
    const last = (await sink.probe(more)).at(-1)!;
    expect([last.subject, last.ok]).toEqual([subject, false]);
    expect(last.detail).toMatch(new RegExp(`^${code} [^\n]+\n[A-Z][^\n]+\\.$`));
  });
});
