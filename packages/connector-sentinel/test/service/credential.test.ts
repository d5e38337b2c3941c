import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { createGzip } from "node:zlib";
import { isWinnowError } from "@winnow/core";
import { makeCertificate } from "@winnow/testkit/fakes";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openQueryService, type QueryServiceOptions } from "../../src/service/service.ts";

const SECRET = "Very~Secret.Value/1+2=";
const PASSWORD = "password-of-the-key";
const TOKEN = "header.payload.signature-of-the-service";
const TENANT = "99999999-8888-7777-6666-555555555555";

let server: Server;
let origin = "";
let directory = "";
let tokenRequests: string[] = [];
/** What the authority does with the next requests for tokens. */
let authority: (form: string) => { readonly status: number; readonly body: object } = () => ({ status: 500, body: {} });
let cutGzip = false;

/** An authority that gives tokens and a query service that wants them: both echo what they were sent. */
beforeAll(async () => {
  const { key, cert, ca } = await makeCertificate();
  directory = await mkdtemp(join(tmpdir(), "winnow-sentinel-"));
  await writeFile(join(directory, "ca.pem"), ca);
  // Entra takes RSA keys only; whether a certificate is of its key nobody checks here.
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: PASSWORD },
  });
  await writeFile(join(directory, "app.pem"), `${privateKey}\n${cert}`);
  server = createServer({ key, cert }, async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const reply = (status: number, answer: object): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    };
    const url = request.url ?? "";
    if (url.includes("openid-configuration")) {
      const base = `${origin}/${TENANT}`;
      reply(200, {
        issuer: `${base}/v2.0`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      });
      return;
    }
    if (url.includes("/token")) {
      tokenRequests.push(body);
      const { status, body: answer } = authority(body);
      reply(status, answer);
      return;
    }
    const { authorization = "" } = request.headers;
    if (cutGzip) {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      const packed = createGzip();
      packed.pipe(response, { end: false });
      packed.write(JSON.stringify({ tables: ["x".repeat(100_000)] }));
      packed.flush(() => setTimeout(() => response.destroy(), 20));
      return;
    }
    if (authorization === `Bearer ${TOKEN}`) {
      reply(200, { tables: [{ name: "PrimaryResult", columns: [{ name: "a", type: "string" }], rows: [["b"]] }] });
    } else reply(403, { error: { code: "Forbidden", message: `you sent ${authorization} and ${body}` } });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true });
});

function optionsFor(auth: QueryServiceOptions["auth"]): QueryServiceOptions {
  return {
    workspace: "w",
    workspaces: [],
    endpoint: `${origin}/v1`,
    authority: origin,
    audience: "https://api.example.com",
    cloud: "public",
    tenant: TENANT,
    ca: "ca.pem",
    auth,
    limits: { rows: 1000, bytes: 1e6, concurrency: 1 },
    timeouts: { query: 30, retry: 10 },
  };
}

async function ask(auth: QueryServiceOptions["auth"]): Promise<unknown> {
  tokenRequests = [];
  const context = { signal: new AbortController().signal, profileDirectory: directory, backoffMs: 1 };
  return (await openQueryService(optionsFor(auth), context)).query("print 1", null);
}

function granted(): { status: number; body: object } {
  return { status: 200, body: { token_type: "Bearer", expires_in: 3600, access_token: TOKEN } };
}

/** Everything that could be printed of an error, however deep. */
async function failureOf(auth: QueryServiceOptions["auth"]): Promise<{ readonly text: string; readonly all: string }> {
  const error = await ask(auth).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isWinnowError(error)) throw new Error(`no coded error: ${inspect(error)}`);
  const all = inspect(error, { depth: Infinity, showHidden: true, getters: true }) + String(error.stack);
  return { text: error.format().replaceAll(origin, "ORIGIN").replaceAll(directory, "FOLDER"), all };
}

describe("signing in", () => {
  it("gets a token by client secret, for the audience, and queries with it", async () => {
    authority = granted;
    expect(await ask({ kind: "client-secret", clientId: "app", secret: SECRET })).toMatchObject({ values: [["b"]] });
    expect(Object.fromEntries(new URLSearchParams(tokenRequests[0]))).toMatchObject({
      client_id: "app",
      client_secret: SECRET,
      scope: expect.stringContaining("https://api.example.com/.default"),
    });
  });

  it("gets a token by certificate", async () => {
    authority = granted;
    const answer = await ask({ kind: "certificate", clientId: "app", certificate: "app.pem", password: PASSWORD });
    expect(answer).toMatchObject({ values: [["b"]] });
    const { client_assertion: assertion, ...form } = Object.fromEntries(new URLSearchParams(tokenRequests[0]));
    expect(form).toMatchObject({ client_id: "app" });
    const claims = JSON.parse(Buffer.from(assertion!.split(".")[1]!, "base64url").toString()) as object;
    expect(claims).toMatchObject({ iss: "app", sub: "app" });
  });

  it("says that the password of a certificate is wrong, and never the password", async () => {
    const password = "not-the-password";
    const { text, all } = await failureOf({ kind: "certificate", clientId: "app", certificate: "app.pem", password });
    expect(text).toMatch(
      /^WN1560 signing in to Azure \(auth certificate\) failed: .*\n {2}Check tenant, auth\.clientId/s,
    );
    expect(all).not.toContain(password);
  });

  it("says what the authority says of a wrong secret, and never the secret", async () => {
    authority = (form) => ({
      status: 401,
      body: {
        error: "invalid_client",
        error_description: `AADSTS7000215: Invalid client secret provided: ${SECRET} (${form})`,
        error_codes: [7000215],
      },
    });
    const { text, all } = await failureOf({ kind: "client-secret", clientId: "app", secret: SECRET });
    expect(text).toMatch(
      /^WN1560 signing in to Azure \(auth client-secret\) failed: .*AADSTS7000215: Invalid client secret provided: \*\*\*.*\n {2}Check tenant, auth\.clientId and auth\.secret: the secret's value, not its id, and not expired\.$/s,
    );
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain(encodeURIComponent(SECRET));
  });

  it("never says the token, though the service says it back", async () => {
    const { text, all } = await failureOf({ kind: "token", token: "opaque-and-secret" });
    expect(text).toBe(
      'WN1562 this account may not read workspace w (HTTP 403): you sent *** and {"query":"print 1"}.\n' +
        "  Give it the role Log Analytics Reader or Microsoft Sentinel Reader on the workspace.",
    );
    expect(all).not.toContain("opaque-and-secret");
  });

  it("says that there is nobody to sign in with", async () => {
    for (const name of ["AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"]) vi.stubEnv(name, undefined);
    vi.stubEnv("PATH", directory);
    try {
      const { text } = await failureOf({ kind: "default" });
      expect(text).toMatch(
        /^WN1560 signing in to Azure \(auth default\) failed: EnvironmentCredential is unavailable; [^\n]*\n {2}Sign in with `az login`, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or name a kind of `auth`\.$/,
      );
      expect(text).not.toContain("aka.ms");
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("says that the sign-in service cannot be reached", async () => {
    const options = {
      ...optionsFor({ kind: "client-secret", clientId: "a", secret: SECRET }),
      authority: "https://127.0.0.1:1",
    };
    const service = await openQueryService(options, {
      signal: new AbortController().signal,
      profileDirectory: directory,
      backoffMs: 1,
    });
    await expect(service.query("print 1", null)).rejects.toMatchObject({
      code: "WN1560",
      hint: "The sign-in service cannot be reached: check network, proxy (HTTPS_PROXY), cloud and authority.",
    });
  });

  it("says that a certificate is not there, or is none", async () => {
    const missing = await failureOf({ kind: "certificate", clientId: "app", certificate: "none.pem" });
    expect(missing.text).toBe(
      'WN1575 the certificate "FOLDER/none.pem" cannot be read: ENOENT: no such file or directory, open ' +
        "'FOLDER/none.pem'\n  Name a PEM file; relative paths start from the profile's folder.",
    );
    await writeFile(join(directory, "text.pem"), "hello");
    const none = await failureOf({ kind: "certificate", clientId: "app", certificate: "text.pem" });
    expect(none.text).toBe(
      'WN1575 the certificate "FOLDER/text.pem" cannot be read: it is not PEM\n' +
        "  Name a PEM file; relative paths start from the profile's folder.",
    );
  });
});

describe("a compressed answer", () => {
  it("that is cut short ends, and is asked for again", async () => {
    cutGzip = true;
    try {
      const { text } = await failureOf({ kind: "token", token: TOKEN });
      expect(text).toMatch(/^WN1572 the answer ends too early, tried 6 times: /);
    } finally {
      cutGzip = false;
    }
  });
});
