import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { isWinnowError } from "@winnow/core";
import { describe, expect, it, vi } from "vitest";
import { openService } from "../../src/service/client.ts";
import { answer, type Handler, QUICK, TOKEN, testContext, withService } from "../support/service.ts";

/** The failure of a request, as text; fails where there is none. */
async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    const everything = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    expect(everything).not.toContain(TOKEN);
    return error.format();
  }
  throw new Error("the request did not fail");
}

const always =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    answer(response, body, status, headers);

const failing = async (handler: Handler): Promise<{ text: string; times: number }> => {
  let found = { text: "", times: 0 };
  await withService(handler, async (client, { asked }) => {
    const text = await failure(client.get("/api/org", {}, { what: "asking for the organisation" }));
    found = { text, times: asked.length };
  });
  return found;
};

describe("the client", () => {
  it("asks below the path of the address, with token, organisation and query", async () => {
    await withService(always({ id: 7 }), async (client, { asked, url }) => {
      const below = await openService({ url: `${url}/grafana/`, token: TOKEN, orgId: 3 }, testContext(), QUICK);
      expect(await below.get("/api/org", { tags: ["a b", "c"], left: undefined })).toEqual({ id: 7 });
      await below.close();
      expect(asked[0]!.url.href).toBe("http://localhost/grafana/api/org?tags=a+b&tags=c");
      expect(asked[0]!.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, "x-grafana-org-id": "3" });
      expect(await client.send("POST", "/api/x", { a: [1] })).toEqual({ status: 200, body: { id: 7 } });
      expect(asked[1]).toMatchObject({ method: "POST", body: '{"a":[1]}' });
      expect(asked[1]!.headers["content-type"]).toBe("application/json");
      expect(asked[1]!.headers).not.toHaveProperty("x-grafana-org-id");
    });
  });

  it("keeps the text of numbers that JavaScript would change", async () => {
    await withService(always('{"a":9223372036854775807,"b":1.50,"c":12}'), async (client) => {
      const body = (await client.get("/")) as Record<string, unknown>;
      expect([String(body["a"]), String(body["b"]), body["c"]]).toEqual(["9223372036854775807", "1.50", 12]);
    });
  });

  it.each([
    [
      "a wrong token",
      always({ message: "Invalid API key" }, 401),
      1,
      "WN1534 Grafana: the token was refused (401): Invalid API key (while asking for the organisation)\n" +
        "  Make a new token for the service account (Administration, Service accounts) and give it in the option token.",
    ],
    [
      "a missing permission",
      always({ message: "Permissions needed: datasources:query" }, 403),
      1,
      "WN1535 Grafana: not permitted (403): Permissions needed: datasources:query (while asking for the organisation)\n" +
        "  Queries need datasources:query on the data source; finding one by its name needs datasources:read, which is not " +
        "needed where dataSource gives { uid, type }. " +
        "Check the service account's role, and orgId if there are several organisations.",
    ],
    [
      "an address with nothing behind it",
      always("<html>404</html>", 404, { "content-type": "text/html" }),
      1,
      "WN1536 Grafana: nothing there (404) (while asking for the organisation)\n" +
        "  Check the option url: if Grafana is served under a path, such as /grafana, the path belongs to it.",
    ],
    [
      "lasting throttling",
      always({ message: "slow down" }, 429),
      4,
      "WN1539 Grafana: too many requests (429): slow down (while asking for the organisation)\n" +
        "  Try again later, or raise the option retries.",
    ],
    [
      "a service that is asked to be left alone for longer than anybody waits",
      always({ message: "slow down" }, 429, { "retry-after": "600" }),
      1,
      "WN1539 Grafana: too many requests (429): slow down (while asking for the organisation)\n" +
        "  Try again later, or raise the option retries.",
    ],
    [
      "a lasting fault of the service",
      always("no JSON", 502),
      4,
      "WN1540 Grafana: the service failed (502): no JSON (while asking for the organisation)\n" +
        "  Look at Grafana's log for the same time. 502 and 504 mean that the data source was not reached or too slow.",
    ],
    [
      "a login page",
      always("<!doctype html><title>Sign in</title>", 200, { "content-type": "text/html; charset=utf-8" }),
      1,
      "WN1541 Grafana: the answer is not Grafana's: it is a web page (while asking for the organisation)\n" +
        "  Check the option url. If a login page or proxy stands before Grafana, use an address that takes the token directly.",
    ],
    [
      "a redirect, which is not followed",
      always("", 302, { location: "https://evil.example.com/login?redirect=x" }),
      1,
      "WN1541 Grafana: the answer is not Grafana's: it is a redirect (302) to https://evil.example.com/login, and the " +
        "token goes nowhere else (while asking for the organisation)\n" +
        "  Check the option url. If a login page or proxy stands before Grafana, use an address that takes the token directly.",
    ],
    [
      "text that is something else",
      always("hello \u001b[31m there"),
      1,
      'WN1541 Grafana: the answer is not Grafana\'s: it begins with "hello [31m there" (while asking for the organisation)\n' +
        "  Check the option url. If a login page or proxy stands before Grafana, use an address that takes the token directly.",
    ],
    [
      "JSON that does not end",
      always('{"results":{"A":'),
      4,
      "WN1542 Grafana: the answer was cut short: its JSON does not end (while asking for the organisation)\n" +
        "  A proxy between may limit size or time of answers. Nothing of the partial answer was used.",
    ],
    [
      "a body that is shorter than was said",
      ((_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write('{"a":1}');
        response.destroy();
      }) satisfies Handler,
      4,
      "WN1542 Grafana: the answer was cut short: the connection was closed (while asking for the organisation)\n" +
        "  A proxy between may limit size or time of answers. Nothing of the partial answer was used.",
    ],
    [
      "a request that is called wrong",
      always({ message: `bad ${TOKEN}` }, 400),
      1,
      "WN1546 Grafana: the request was refused (400): bad *** (while asking for the organisation)\n" +
        "  The text is Grafana's own. Check the options that it names.",
    ],
  ] as const)("says what is the matter with %s", async (_, handler, times, text) => {
    expect(await failing(handler)).toEqual({ text, times });
  });

  it("says that nobody listens, that the host is unknown, that the answer does not come", async () => {
    const at = async (url: string, timeoutSeconds = 5): Promise<string> => {
      const client = await openService({ url, token: TOKEN, timeoutSeconds }, testContext(), { ...QUICK, retries: 1 });
      const said = await failure(client.get("/", {}, { what: "asking" }));
      await client.close();
      return said;
    };
    expect(await at("http://127.0.0.1:9")).toBe(
      "WN1531 Grafana: no connection to 127.0.0.1:9: it was refused (while asking)\n" +
        "  Check host and port in the option url, that Grafana runs, and that no firewall or proxy (HTTPS_PROXY, NO_PROXY) stands between.",
    );
    expect(await at("http://no-such-host.invalid")).toBe(
      "WN1530 Grafana: there is no host no-such-host.invalid (while asking)\n" +
        "  Check the option url, and that this machine can resolve the name.",
    );
    await withService(
      () => {},
      async (_, { url, asked }) => {
        expect(await at(url, 0.05)).toBe(
          "WN1533 Grafana: no whole answer within 0.05 s (while asking)\n" +
            "  Raise timeoutSeconds, or ask for less: a narrower query or a shorter time range.",
        );
        expect(asked).toHaveLength(2);
      },
    );
  });

  it("goes on after throttling and passing faults, and waits as long as it is asked to", async () => {
    let times = 0;
    await withService(
      (_, response) => {
        times++;
        if (times === 1) return answer(response, {}, 429, { "retry-after": "0.05" });
        if (times === 2) return answer(response, {}, 503);
        if (times === 3) return void response.destroy();
        answer(response, { fine: true });
      },
      async (client) => {
        const began = performance.now();
        expect(await client.get("/")).toEqual({ fine: true });
        expect(performance.now() - began).toBeGreaterThanOrEqual(49);
        expect(times).toBe(4);
      },
    );
  });

  it("does not repeat a POST that may have been carried out, unless told that it may", async () => {
    const flaky: Handler = (_, response) => answer(response, {}, 503);
    await withService(flaky, async (client, { asked }) => {
      await failure(client.send("POST", "/api/annotations", {}));
      expect(asked).toHaveLength(1);
      await failure(client.send("POST", "/api/ds/query", {}, { repeatable: true }));
      expect(asked).toHaveLength(1 + 4);
    });
    let times = 0;
    await withService(
      (_, response) => answer(response, {}, times++ === 0 ? 429 : 200),
      async (client) => {
        expect(await client.send("POST", "/api/annotations", {})).toEqual({ status: 200, body: {} });
      },
    );
  });

  it("leaves it to the caller what 404 and 409 mean where something is sent", async () => {
    await withService(always({ message: "exists" }, 409), async (client) => {
      expect(await client.send("PUT", "/x", {})).toEqual({ status: 409, body: { message: "exists" } });
    });
  });

  it("stops when the run is stopped, also while it waits", async () => {
    const stop = new AbortController();
    await withService(
      (_, response) => answer(response, {}, 429, { "retry-after": "4" }),
      async (__, { url }) => {
        const client = await openService({ url, token: TOKEN }, testContext(stop.signal), QUICK);
        setTimeout(() => stop.abort(), 20);
        expect(await failure(client.get("/"))).toContain("WN1001 the run was stopped before it finished");
        await client.close();
      },
    );
  });

  it("warns that the token is readable on its way where the address is http on another machine", async () => {
    const context = testContext();
    await (await openService({ url: "http://grafana.example.com:3000", token: TOKEN }, context, QUICK)).close();
    await (await openService({ url: "https://grafana.example.com", token: TOKEN }, context, QUICK)).close();
    expect(context.warnings).toEqual(["Grafana's address is http: the token goes to grafana.example.com unencrypted."]);
  });

  it("goes through the proxy that the environment names, but not to hosts that are excepted", async () => {
    const tunnels: string[] = [];
    const proxy = createServer().on("connect", ({ url }, socket: Socket) => {
      tunnels.push(url!);
      const onward = connect(Number(url!.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
    });
    await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
    vi.stubEnv("http_proxy", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv("no_proxy", "");
    try {
      await withService(always({ fine: true }), async (client, { url }) => {
        expect(await client.get("/")).toEqual({ fine: true });
        expect(tunnels).toEqual([url.replace("http://", "")]);
      });
      vi.stubEnv("no_proxy", "127.0.0.1");
      await withService(always({ fine: true }), async (client) => {
        expect(await client.get("/")).toEqual({ fine: true });
        expect(tunnels).toHaveLength(1);
      });
    } finally {
      vi.unstubAllEnvs();
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it("refuses a certificate file that is not there or is none", async () => {
    const open = (caFile: string): Promise<unknown> =>
      openService({ url: "https://localhost", token: TOKEN, caFile }, testContext());
    expect(await failure(open("no/such.pem"))).toBe(
      "WN1549 Grafana: caFile /no/such.pem: there is no such file\n" +
        "  It must hold one or more certificates in PEM form (-----BEGIN CERTIFICATE-----).",
    );
    expect(await failure(open("/etc/hostname"))).toContain(
      "WN1549 Grafana: caFile /etc/hostname: it holds no certificate",
    );
  });
});
