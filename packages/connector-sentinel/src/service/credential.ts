import { readFile } from "node:fs/promises";
import path from "node:path";
import { rootCertificates } from "node:tls";
import type { AccessToken, TokenCredential } from "@azure/core-auth";
import { isWinnowError } from "@winnow/core";
import { CLOUDS } from "./cloud.ts";
import type { AuthOptions, ConnectionOptions } from "./connection-options.ts";
import { credentialsFailed, unreadableFile } from "./errors.ts";
import { messageOf } from "./message.ts";
import type { Secrets } from "./secrets.ts";

/** Signing in may start other programs (`az`), but must come to an end. */
const SIGN_IN_SECONDS = 90;
const HOUR = 3_600_000;

/** Every authority to trust where `ca` names one more; `undefined` where it does not. */
export async function readAuthorities(ca: string | undefined, profileDirectory: string): Promise<string[] | undefined> {
  if (ca === undefined) return undefined;
  const own = await readPem("the authority's certificate", path.resolve(profileDirectory, ca));
  // Node takes such a list in place of its own.
  return [...rootCertificates, own];
}

/**
 * The credential that the options describe. Its `getToken` throws {@link credentialsFailed} and nothing else, and tells
 * `secrets` of every token. `@azure/identity` is loaded here: it is large.
 */
export async function openCredential(
  options: ConnectionOptions,
  authorities: string[] | undefined,
  profileDirectory: string,
  secrets: Secrets,
): Promise<TokenCredential> {
  const { auth } = options;
  for (const secret of secretsOf(auth)) secrets.add(secret);
  const credential = await makeCredential(options, authorities, profileDirectory, secrets);
  return {
    getToken: async (scopes, tokenOptions) => {
      try {
        const token = await withTimeout(credential.getToken(scopes, tokenOptions));
        if (token === null) throw new Error("there is no token");
        secrets.add(token.token);
        return token;
      } catch (error) {
        throw failure(auth, error, secrets);
      }
    },
  };
}

function secretsOf(auth: AuthOptions): (string | undefined)[] {
  if (auth.kind === "client-secret") return [auth.secret];
  if (auth.kind === "certificate") return [auth.password];
  return auth.kind === "token" ? [auth.token] : [];
}

/** Without the cause: identity's errors hold the requests that failed. */
function failure({ kind }: AuthOptions, error: unknown, secrets: Secrets): Error {
  if (isWinnowError(error)) return error;
  return credentialsFailed({ kind, reason: secrets.redact(reasonOf(error)) });
}

/** Of a chain of credentials, the first sentence of each; the rest is links to documentation. */
function reasonOf(error: unknown): string {
  const { errors } = (error ?? {}) as { readonly errors?: unknown };
  if (!Array.isArray(errors) || errors.length === 0) return messageOf(error);
  return errors.map((each) => messageOf(each).split(/[.\n]/, 1)[0]!.trim()).join("; ");
}

async function makeCredential(
  { auth, tenant, cloud, authority }: ConnectionOptions,
  authorities: string[] | undefined,
  profileDirectory: string,
  secrets: Secrets,
): Promise<TokenCredential> {
  if (auth.kind === "token") return staticCredential(auth);
  const identity = await import("@azure/identity");
  const options = {
    authorityHost: authority ?? CLOUDS[cloud].authority,
    // The public directory of authorities does not know one's own.
    disableInstanceDiscovery: authority !== undefined,
    retryOptions: { maxRetries: 2, retryDelayInMs: 500 },
    ...(authorities === undefined ? {} : { tlsOptions: { ca: authorities } }),
  };
  try {
    switch (auth.kind) {
      case "client-secret":
        return new identity.ClientSecretCredential(tenant!, auth.clientId, auth.secret, options);
      case "certificate": {
        const file = path.resolve(profileDirectory, auth.certificate);
        const certificate = await readPem("the certificate", file);
        const { password } = auth;
        const parts = { certificate, ...(password === undefined ? {} : { certificatePassword: password }) };
        return new identity.ClientCertificateCredential(tenant!, auth.clientId, parts, options);
      }
      case "managed-identity":
        return new identity.ManagedIdentityCredential(auth.clientId === undefined ? {} : { clientId: auth.clientId });
      default:
        return new identity.DefaultAzureCredential(tenant === undefined ? options : { ...options, tenantId: tenant });
    }
  } catch (error) {
    throw failure(auth, error, secrets);
  }
}

function staticCredential({ kind, token: written }: Extract<AuthOptions, { kind: "token" }>): TokenCredential {
  // Files and variables tend to end in a line feed.
  const token = written.trim();
  if (!/^[!-~]+$/.test(token)) {
    throw credentialsFailed({ kind, reason: "the token holds characters that no token has" });
  }
  return { getToken: async (): Promise<AccessToken> => ({ token, expiresOnTimestamp: Date.now() + HOUR }) };
}

async function readPem(what: string, file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw unreadableFile({ what, path: file, problem: messageOf(error) });
  }
  if (!text.includes("-----BEGIN ")) throw unreadableFile({ what, path: file, problem: "it is not PEM" });
  return text;
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${SIGN_IN_SECONDS} s`)), SIGN_IN_SECONDS * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
