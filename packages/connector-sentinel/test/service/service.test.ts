import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { inspect } from "node:util";
import { isWinnowError, type WinnowError } from "@winnow/core";
import type { FakeSentinelOptions, SentinelFailure } from "@winnow/testkit/fakes";
import { describe, expect, it, vi } from "vitest";
import type { QueryServiceOptions } from "../../src/service/service.ts";
import { started } from "./fake.ts";

/** What the service says of a failing query, with the address that changes from run to run written HOST. */
async function failure(
  fake: Partial<FakeSentinelOptions>,
  options: Partial<QueryServiceOptions> = {},
  kql = "Events",
): Promise<{ error: WinnowError; text: string; requests: number }> {
  await using service = await started(fake);
  const { host } = new URL(service.fake.endpoint);
  const error = await service.open(options).then(
    (opened) =>
      opened.query(kql, null).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    (thrown: unknown) => thrown,
  );
  if (!isWinnowError(error)) throw new Error(`no coded error: ${inspect(error)}`);
  const text = error.format().replaceAll(host, "HOST").replaceAll(service.directory, "FOLDER");
  return { error, text, requests: service.fake.requests.length };
}

function always(failed: SentinelFailure): Partial<FakeSentinelOptions> {
  return { faults: [{ on: () => true, failure: failed }] };
}

describe("a query", () => {
  it("is answered with columns and exact texts, and null where there is nothing", async () => {
    await using service = await started();
    const opened = await service.open();
    const answer = await opened.query(
      "Events | sort by TimeGenerated asc | project TimeGenerated, Text, Big = tostring(Big), Missing = int(null), Yes = true, Real = 0.1",
      { from: 17_040_672_000_000_001n, to: 17_040_672_000_000_003n },
    );
    expect(answer).toEqual({
      columns: [
        { name: "TimeGenerated", type: "datetime" },
        { name: "Text", type: "string" },
        { name: "Big", type: "string" },
        { name: "Missing", type: "int" },
        { name: "Yes", type: "bool" },
        { name: "Real", type: "real" },
      ],
      rows: 2,
      values: [
        ["2024-01-01T00:00:00.0000001Z", "2024-01-01T00:00:00.0000002Z"],
        ["first", "second"],
        ["9007199254740993", ""],
        [null, null],
        ["true", "true"],
        ["0.1", "0.1"],
      ],
    });
    expect(service.fake.requests[0]).toMatchObject({
      path: `/v1/workspaces/${service.fake.workspace}/query`,
      timespan: "2024-01-01T00:00:00.000Z/2024-01-01T00:00:00.002Z",
      prefer: "wait=30",
    });
  });

  it("reads further workspaces along", async () => {
    const other = "aaaaaaaa-2222-3333-4444-555555555555";
    await using service = await started({ workspaces: { [other]: {} } });
    const opened = await service.open({ workspaces: [other] });
    await opened.query("print 1", null);
    expect(service.fake.requests[0]!.workspaces).toEqual([other]);
  });

  it("refuses a 64-bit integer that JSON has rounded, rather than give a wrong one", async () => {
    const { text } = await failure({}, {}, "Events | project Big");
    expect(text).toBe(
      "WN1576 the answer cannot be read: column Big holds an integer that only text carries exactly\n" +
        "  Check endpoint: it must be the query service's, with its version (https://HOST/v1).",
    );
  });

  it("takes 204 for the empty answer that it is", async () => {
    await using service = await started(always({ kind: "empty" }));
    expect(await (await service.open()).query("Events", null)).toEqual({ columns: [], rows: 0, values: [] });
  });
});

describe("the way to the service", () => {
  it("leads through a proxy, whose tunnel is trusted no more than the service's certificate", async () => {
    const tunnelled: string[] = [];
    const proxy = createServer();
    proxy.on("connect", (request, client: Socket, head: Buffer) => {
      tunnelled.push(request.url ?? "");
      const { hostname, port } = new URL(`https://${request.url}`);
      const server = connect(Number(port), hostname, () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        server.write(head);
        server.pipe(client).pipe(server);
      });
      server.on("error", () => client.destroy());
      client.on("error", () => server.destroy());
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, "127.0.0.1", resolve);
    });
    vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    try {
      await using service = await started();
      expect(await (await service.open()).query("print A = 'b'", null)).toMatchObject({ values: [["b"]] });
      expect(tunnelled).toEqual([new URL(service.fake.endpoint).host]);
      const untrusting = await service.open({ ca: undefined });
      await expect(untrusting.query("print 1", null)).rejects.toMatchObject({ code: "WN1570" });
    } finally {
      vi.unstubAllEnvs();
      proxy.close();
      proxy.closeAllConnections();
    }
  });
});

describe("a query that fails for a time", () => {
  it.each<[string, SentinelFailure]>([
    ["429", { kind: "status", status: 429, retryAfter: "0.01" }],
    ["429 with a date", { kind: "status", status: 429, retryAfter: "Mon, 01 Jan 2024 00:00:00 GMT" }],
    ["500", { kind: "status", status: 500 }],
    ["502 with a page", { kind: "status", status: 502, body: "<html><h1>Bad Gateway</h1></html>" }],
    ["504", { kind: "status", status: 504 }],
    ["a dropped connection", { kind: "drop" }],
    ["a body cut short", { kind: "cut" }],
    ["a body cut short that seems whole", { kind: "cut-cleanly" }],
  ])("is asked again: %s", async (_, failed) => {
    await using service = await started({ faults: [{ on: 1, failure: failed }] });
    const answer = await (await service.open()).query("Events | project Text | sort by Text asc", null);
    expect(answer.values).toEqual([["first", "second"]]);
    expect(service.fake.requests.map(({ failure: kind }) => kind)).toEqual([failed.kind, undefined]);
  });

  it("waits as long as the service asks, with every other query", async () => {
    await using service = await started({
      faults: [{ on: 1, failure: { kind: "status", status: 429, retryAfter: "0.5" } }],
    });
    const opened = await service.open({ limits: { ...service.options.limits, concurrency: 1 } });
    const began = performance.now();
    await Promise.all([opened.query("print 1", null), opened.query("print 2", null)]);
    expect(performance.now() - began).toBeGreaterThan(490);
    expect(service.fake.requests.length).toBe(3);
  });

  it("never asks more at once than it is allowed", async () => {
    await using service = await started({
      limits: { concurrent: 2 },
      faults: [{ on: () => true, failure: { kind: "slow", ms: 20 } }],
    });
    const opened = await service.open({ limits: { ...service.options.limits, concurrency: 2 } });
    await Promise.all(Array.from({ length: 8 }, (_, i) => opened.query(`print ${i}`, null)));
    expect(service.fake.requests.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  });
});

describe("a query that fails", () => {
  it.each<[string, Partial<FakeSentinelOptions>, Partial<QueryServiceOptions>, string, number]>([
    [
      "an expired token",
      always({ kind: "expired-token" }),
      {},
      "WN1561 HOST does not accept the token (HTTP 401): The provided authentication is not valid for this resource. " +
        "The access token has expired.\n  The token has expired or is for another audience: sign in anew, and check " +
        "cloud, audience and tenant.",
      1,
    ],
    [
      "a token of nobody",
      {},
      { auth: { kind: "token", token: "some-other-token" } },
      "WN1561 HOST does not accept the token (HTTP 403): The access token is invalid.\n  The token has expired or is " +
        "for another audience: sign in anew, and check cloud, audience and tenant.",
      1,
    ],
    [
      "a missing permission",
      { tokens: { reader: "no-access" } },
      { auth: { kind: "token", token: "reader" } },
      "WN1562 this account may not read workspace 11111111-2222-3333-4444-555555555555 (HTTP 403): The provided " +
        "credentials have insufficient access to perform the requested operation.\n  Give it the role Log Analytics " +
        "Reader or Microsoft Sentinel Reader on the workspace.",
      1,
    ],
    [
      "an unknown workspace",
      {},
      { workspace: "nowhere" },
      "WN1563 there is no workspace nowhere here (HTTP 404): The workspace 'nowhere' could not be found.\n  Take the " +
        "workspace's id (a GUID) from its overview page, and check tenant, cloud and endpoint.",
      1,
    ],
    [
      "429 without end",
      always({ kind: "status", status: 429, retryAfter: "0.001" }),
      {},
      "WN1565 too many requests (HTTP 429), tried 6 times: Too many requests. Please try again later.\n  Others query " +
        "with this account too: try later, or set limits.concurrency to 1.",
      6,
    ],
    [
      "429 that asks for more patience than there is",
      always({ kind: "status", status: 429, retryAfter: "3600" }),
      {},
      "WN1565 too many requests (HTTP 429), tried once: Too many requests. Please try again later.\n  Others query " +
        "with this account too: try later, or set limits.concurrency to 1.",
      1,
    ],
    [
      "504 again",
      always({ kind: "status", status: 504 }),
      {},
      "WN1566 the query took too long, tried 2 times: Gateway timeout. The query did not finish in the time that was " +
        "allowed for it.\n  Ask for less time with since and until, select earlier in the query, or raise " +
        "timeouts.query (up to 600).",
      2,
    ],
    [
      "5xx without end",
      always({ kind: "status", status: 503 }),
      {},
      "WN1567 the service failed (HTTP 503), tried 6 times: The service answered 503.\n  Try later; the Azure status " +
        "page says whether it is a known failure.",
      6,
    ],
    [
      "a page instead of JSON",
      always({ kind: "html" }),
      {},
      "WN1571 HOST answered with a page instead of JSON (HTTP 200): Sign in\n  Check endpoint, and whether a proxy " +
        "wants a sign-in.",
      1,
    ],
    [
      "connections that always drop",
      always({ kind: "drop" }),
      {},
      "WN1569 no lasting connection to HOST, tried 6 times: socket hang up\n  Check network, firewall and proxy " +
        "(HTTPS_PROXY).",
      6,
    ],
    [
      "JSON that is no answer",
      always({ kind: "status", status: 200, body: '{"hello":1}' }),
      {},
      "WN1576 the answer cannot be read: there are no tables in it\n  Check endpoint: it must be the query service's, " +
        "with its version (https://HOST/v1).",
      1,
    ],
    [
      "an authority's certificate that is not there",
      {},
      { ca: "nowhere.pem" },
      'WN1575 the authority\'s certificate "FOLDER/nowhere.pem" cannot be read: ENOENT: no such file or directory, open ' +
        "'FOLDER/nowhere.pem'\n  Name a PEM file; relative paths start from the profile's folder.",
      0,
    ],
  ])("says so, and what to do: %s", async (_, fake, options, expected, requests) => {
    expect(await failure(fake, options)).toMatchObject({ text: expected, requests });
  });

  it("says that an endpoint is wrong", async () => {
    await using service = await started();
    const opened = await service.open({ endpoint: service.fake.endpoint.replace("/v1", "/v7") });
    await expect(opened.query("Events", null)).rejects.toMatchObject({
      code: "WN1563",
      message: `there is no workspace ${service.fake.workspace} here (HTTP 404): The requested path does not exist.`,
    });
  });

  it("says what is wrong with KQL", async () => {
    const { text } = await failure({}, {}, "Evnts | take 1");
    expect(text).toMatch(
      /^WN1564 the query is refused: The request had some invalid properties\. A semantic error occurred\. .*Evnts.*\n {2}Run the query in the workspace's Logs page; check the names of the table and its columns\.$/,
    );
  });

  it("keeps the innermost reason of a partial failure, and none of its rows", async () => {
    const { text, requests } = await failure({ limits: { rows: 1 } });
    expect(text).toMatch(
      /^WN1573 only a part was answered, and is not used: There were some errors when processing your query\. Something went wrong processing your query on the server\. The results of this query exceed the set limit of 1 records\.\n/,
    );
    expect(requests).toBe(1);
  });

  it("does not trust an answer with as many rows as it may have", async () => {
    const { text } = await failure({}, { limits: { rows: 2, bytes: 1e6, concurrency: 1 } }, "Events | project Text");
    expect(text).toMatch(/^WN1574 the answer is too large to be sure that it is whole: it has 2 rows of at most 2\n/);
  });

  it("stops reading an answer that has too many bytes", async () => {
    const { text } = await failure({}, { limits: { rows: 100, bytes: 50, concurrency: 1 } });
    expect(text).toMatch(/^WN1574 the answer is too large to be sure that it is whole: it has more than 50 bytes\n/);
  });

  it("says that a body stays cut short", async () => {
    const cut = await failure(always({ kind: "cut" }));
    expect(cut.text).toMatch(/^WN1572 the answer ends too early, tried 6 times: aborted\n/);
    const cleanly = await failure(always({ kind: "cut-cleanly" }));
    expect(cleanly.text).toMatch(
      /^WN1572 the answer ends too early, tried 6 times: [0-9]+ characters that are no whole JSON\n {2}Check the connection and proxies; a lower limits\.rows makes answers shorter\.$/,
    );
  });

  it.each([
    ["signed by nobody who is known", {}, { ca: undefined }, "self-signed certificate"],
    ["whose time is over", { expiredCertificate: true }, {}, "certificate has expired"],
  ])("says that a certificate is not trusted: %s", async (_, fake, options, reason) => {
    expect(await failure(fake, options)).toMatchObject({
      text:
        `WN1570 the certificate of HOST is not trusted: ${reason}\n` +
        "  Behind a proxy that opens TLS, name its authority's certificate (a PEM file) with `ca`.",
      requests: 0,
    });
  });

  it("says that a host cannot be found", async () => {
    const { text } = await failure({}, { endpoint: "https://nowhere.invalid/v1" });
    expect(text).toMatch(
      /^WN15(?:68 the host nowhere\.invalid cannot be found \(DNS\)|69 no lasting connection to nowhere\.invalid, tried 6 times: .*EAI_AGAIN.*)\n/,
    );
  });

  it("says that nobody listens", async () => {
    const service = await started();
    const opened = await service.open();
    await service[Symbol.asyncDispose]();
    await expect(opened.query("Events", null)).rejects.toMatchObject({
      code: "WN1569",
      message: expect.stringMatching(/^no lasting connection to 127\.0\.0\.1:\d+, tried 6 times: connect ECONNREFUSED/),
    });
  });

  it("stops when the run is stopped", async () => {
    await using service = await started(always({ kind: "hang" }));
    const stop = new AbortController();
    const opened = await service.open({}, stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(opened.query("Events", null)).rejects.toMatchObject({ code: "WN1001" });
  });
});
