import { defineError, type ErrorFactory } from "@winnow/core";

/** What the service, or what stands before it, said: one readable line without secrets. */
interface Said {
  readonly reason: string;
}

export const credentialsFailed: ErrorFactory<Said & { kind: string }> = defineError({
  code: "WN1560",
  summary: "No token for Microsoft Sentinel could be had: wrong or missing credentials.",
  message: ({ kind, reason }) => `signing in to Azure (auth ${kind}) failed: ${reason}`,
  hint: ({ kind, reason }) =>
    kind !== "default" && /network_error|endpoints_resolution_error|ENOTFOUND|EAI_AGAIN|ECONNREFUSED/.test(reason)
      ? "The sign-in service cannot be reached: check network, proxy (HTTPS_PROXY), cloud and authority."
      : (SIGN_IN[kind] ?? ""),
});

const SIGN_IN: Readonly<Record<string, string>> = {
  default:
    "Sign in with `az login`, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or name a kind of `auth`.",
  "client-secret": "Check tenant, auth.clientId and auth.secret: the secret's value, not its id, and not expired.",
  certificate: "Check tenant, auth.clientId and that the certificate (PEM with its key) is registered with the app.",
  "managed-identity": "Run on an Azure machine that has the identity, or name another kind of `auth`.",
  token: "Get a new token.",
};

export const tokenRejected: ErrorFactory<Said & { host: string; status: number }> = defineError({
  code: "WN1561",
  summary: "Azure Monitor does not accept the token: expired, or made for another audience or cloud (HTTP 401).",
  message: ({ host, status, reason }) => `${host} does not accept the token (HTTP ${status}): ${reason}`,
  hint: () => "The token has expired or is for another audience: sign in anew, and check cloud, audience and tenant.",
});

export const permissionMissing: ErrorFactory<Said & { workspace: string }> = defineError({
  code: "WN1562",
  summary: "The account may not read the workspace (HTTP 403).",
  message: ({ workspace, reason }) => `this account may not read workspace ${workspace} (HTTP 403): ${reason}`,
  hint: () => "Give it the role Log Analytics Reader or Microsoft Sentinel Reader on the workspace.",
});

export const workspaceNotFound: ErrorFactory<Said & { workspace: string }> = defineError({
  code: "WN1563",
  summary: "Azure Monitor knows no such workspace (HTTP 404).",
  message: ({ workspace, reason }) => `there is no workspace ${workspace} here (HTTP 404): ${reason}`,
  hint: () => "Take the workspace's id (a GUID) from its overview page, and check tenant, cloud and endpoint.",
});

export const invalidQuery: ErrorFactory<Said> = defineError({
  code: "WN1564",
  summary: "Azure Monitor refuses the query: KQL that is wrong, or a table or column that does not exist.",
  message: ({ reason }) => `the query is refused: ${reason}`,
  hint: () => "Run the query in the workspace's Logs page; check the names of the table and its columns.",
});

export const throttled: ErrorFactory<Said & { attempts: number }> = defineError({
  code: "WN1565",
  summary: "Azure Monitor kept refusing requests because there were too many (HTTP 429).",
  message: ({ attempts, reason }) => `too many requests (HTTP 429), ${tried(attempts)}: ${reason}`,
  hint: () => "Others query with this account too: try later, or set limits.concurrency to 1.",
});

export const queryTimedOut: ErrorFactory<Said & { attempts: number }> = defineError({
  code: "WN1566",
  summary: "A query took longer than the service, or timeouts.query, allows.",
  message: ({ attempts, reason }) => `the query took too long, ${tried(attempts)}: ${reason}`,
  hint: () =>
    "Ask for less time with since and until, select earlier in the query, or raise timeouts.query (up to 600).",
});

export const serviceFailed: ErrorFactory<Said & { status: number; attempts: number }> = defineError({
  code: "WN1567",
  summary: "Azure Monitor, or what stands before it, failed (HTTP 5xx, or a status that says nothing).",
  message: ({ status, attempts, reason }) => `the service failed (HTTP ${status}), ${tried(attempts)}: ${reason}`,
  hint: () => "Try later; the Azure status page says whether it is a known failure.",
});

export const hostUnknown: ErrorFactory<{ host: string }> = defineError({
  code: "WN1568",
  summary: "The host name of Azure Monitor cannot be resolved.",
  message: ({ host }) => `the host ${host} cannot be found (DNS)`,
  hint: () => "Check cloud and endpoint, the name server and the proxy (HTTPS_PROXY).",
});

export const connectionFailed: ErrorFactory<Said & { host: string; attempts: number }> = defineError({
  code: "WN1569",
  summary: "No connection to Azure Monitor could be made or kept.",
  message: ({ host, attempts, reason }) => `no lasting connection to ${host}, ${tried(attempts)}: ${reason}`,
  hint: () => "Check network, firewall and proxy (HTTPS_PROXY).",
});

export const tlsFailed: ErrorFactory<Said & { host: string }> = defineError({
  code: "WN1570",
  summary: "The certificate of Azure Monitor, or of a proxy before it, is not trusted.",
  message: ({ host, reason }) => `the certificate of ${host} is not trusted: ${reason}`,
  hint: () => "Behind a proxy that opens TLS, name its authority's certificate (a PEM file) with `ca`.",
});

export const notJson: ErrorFactory<Said & { host: string; status: number }> = defineError({
  code: "WN1571",
  summary: "Something answered with a web page instead of JSON: a proxy's sign-in page, or a wrong endpoint.",
  message: ({ host, status, reason }) => `${host} answered with a page instead of JSON (HTTP ${status}): ${reason}`,
  hint: () => "Check endpoint, and whether a proxy wants a sign-in.",
});

export const bodyCutShort: ErrorFactory<Said & { attempts: number }> = defineError({
  code: "WN1572",
  summary: "Answers kept ending before they were whole.",
  message: ({ attempts, reason }) => `the answer ends too early, ${tried(attempts)}: ${reason}`,
  hint: () => "Check the connection and proxies; a lower limits.rows makes answers shorter.",
});

export const partialFailure: ErrorFactory<Said> = defineError({
  code: "WN1573",
  summary: "Azure Monitor answered only a part of a query. The part is not used.",
  message: ({ reason }) => `only a part was answered, and is not used: ${reason}`,
  hint: () => "Ask for less: a shorter time, fewer columns, or a query that selects more.",
});

export const answerTooLarge: ErrorFactory<Said> = defineError({
  code: "WN1574",
  summary: "An answer reached limits.rows or limits.bytes, and may not be whole.",
  message: ({ reason }) => `the answer is too large to be sure that it is whole: ${reason}`,
  hint: () => "Ask for a shorter time, fewer columns, or a query that selects more.",
});

export const unreadableFile: ErrorFactory<{ what: string; path: string; problem: string }> = defineError({
  code: "WN1575",
  summary: "A certificate that an option names cannot be read.",
  message: ({ what, path, problem }) => `${what} "${path}" cannot be read: ${problem}`,
  hint: () => "Name a PEM file; relative paths start from the profile's folder.",
});

export const unreadableAnswer: ErrorFactory<Said> = defineError({
  code: "WN1576",
  summary: "Azure Monitor answered with JSON that is not an answer to a query.",
  message: ({ reason }) => `the answer cannot be read: ${reason}`,
  hint: () => "Check endpoint: it must be the query service's, with its version (https://HOST/v1).",
});

function tried(attempts: number): string {
  return attempts === 1 ? "tried once" : `tried ${attempts} times`;
}
