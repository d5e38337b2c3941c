import { defineError, type ErrorFactory } from "@winnow/core";

/** What a request was for, in words that stand after "while": `asking data source "Loki" for events`. */
interface Request {
  readonly what: string;
}

/** What the other side said, when it said something; already made harmless and short. */
const saying = (said: string): string => (said === "" ? "" : `: ${said}`);

export const hostNotFound: ErrorFactory<Request & { host: string }> = defineError({
  code: "WN1530",
  summary: "The host of the Grafana address has no entry in the DNS.",
  message: ({ host, what }) => `Grafana: there is no host ${host} (while ${what})`,
  hint: () => "Check the option url, and that this machine can resolve the name.",
});

export const notReached: ErrorFactory<Request & { host: string; reason: string }> = defineError({
  code: "WN1531",
  summary: "The connection to Grafana was refused, reset or never made.",
  message: ({ host, what, reason }) => `Grafana: no connection to ${host}: ${reason} (while ${what})`,
  hint: () =>
    "Check host and port in the option url, that Grafana runs, and that no firewall or proxy (HTTPS_PROXY, NO_PROXY) stands between.",
});

export const tlsFailed: ErrorFactory<Request & { host: string; reason: string }> = defineError({
  code: "WN1532",
  summary: "The certificate of the Grafana server cannot be trusted, or no TLS connection came about.",
  message: ({ host, what, reason }) => `Grafana: no trusted connection to ${host}: ${reason} (while ${what})`,
  hint: () =>
    "If the certificate is from an authority of your own, give its file in the option caFile. Checks cannot be switched off.",
});

export const timedOut: ErrorFactory<Request & { seconds: number }> = defineError({
  code: "WN1533",
  summary: "Grafana did not answer in time, however often it was asked.",
  message: ({ what, seconds }) => `Grafana: no whole answer within ${seconds} s (while ${what})`,
  hint: () => "Raise timeoutSeconds, or ask for less: a narrower query or a shorter time range.",
});

export const tokenRefused: ErrorFactory<Request & { said: string }> = defineError({
  code: "WN1534",
  summary: "Grafana does not know the token, or it has expired (HTTP 401).",
  message: ({ what, said }) => `Grafana: the token was refused (401)${saying(said)} (while ${what})`,
  hint: () =>
    "Make a new token for the service account (Administration, Service accounts) and give it in the option token.",
});

export const notPermitted: ErrorFactory<Request & { said: string }> = defineError({
  code: "WN1535",
  summary: "The service account may not do what was asked (HTTP 403).",
  message: ({ what, said }) => `Grafana: not permitted (403)${saying(said)} (while ${what})`,
  hint: () =>
    "Queries need datasources:query on the data source; finding one by its name needs datasources:read, which is not " +
    "needed where dataSource gives { uid, type }. " +
    "Check the service account's role, and orgId if there are several organisations.",
});

export const noSuchAddress: ErrorFactory<Request & { said: string }> = defineError({
  code: "WN1536",
  summary: "Grafana has nothing at the address that was asked (HTTP 404). It never counts as an empty answer.",
  message: ({ what, said }) => `Grafana: nothing there (404)${saying(said)} (while ${what})`,
  hint: () => "Check the option url: if Grafana is served under a path, such as /grafana, the path belongs to it.",
});

export const unknownDataSource: ErrorFactory<{ wanted: string; known: string }> = defineError({
  code: "WN1537",
  summary: "Grafana has no data source of the given name or uid.",
  message: ({ wanted }) => `Grafana: there is no data source ${wanted}`,
  hint: ({ known }) =>
    (known === "" ? "The token sees no data source at all. " : `The token sees: ${known}. `) +
    "If it is one of another organisation, set orgId.",
});

export const ambiguousDataSource: ErrorFactory<{ wanted: string; matches: string }> = defineError({
  code: "WN1538",
  summary: "Several data sources have the given name.",
  message: ({ wanted }) => `Grafana: several data sources are called ${wanted}`,
  hint: ({ matches }) => `Say which by its uid: ${matches}.`,
});

export const throttled: ErrorFactory<Request & { said: string }> = defineError({
  code: "WN1539",
  summary: "Grafana, or the data source behind it, refused too many requests, and went on doing so (HTTP 429).",
  message: ({ what, said }) => `Grafana: too many requests (429)${saying(said)} (while ${what})`,
  hint: () => "Try again later, or raise the option retries.",
});

export const serviceFailed: ErrorFactory<Request & { status: number; said: string }> = defineError({
  code: "WN1540",
  summary: "Grafana or the data source behind it failed, and went on failing (HTTP 5xx).",
  message: ({ what, status, said }) => `Grafana: the service failed (${status})${saying(said)} (while ${what})`,
  hint: () =>
    "Look at Grafana's log for the same time. 502 and 504 mean that the data source was not reached or too slow.",
});

export const notJson: ErrorFactory<Request & { got: string }> = defineError({
  code: "WN1541",
  summary: "Something else answers at Grafana's address: a login page, a proxy, another service.",
  message: ({ what, got }) => `Grafana: the answer is not Grafana's: ${got} (while ${what})`,
  hint: () =>
    "Check the option url. If a login page or proxy stands before Grafana, use an address that takes the token directly.",
});

export const cutShort: ErrorFactory<Request & { reason: string }> = defineError({
  code: "WN1542",
  summary: "An answer of Grafana ended before it was whole, however often it was asked for.",
  message: ({ what, reason }) => `Grafana: the answer was cut short: ${reason} (while ${what})`,
  hint: () => "A proxy between may limit size or time of answers. Nothing of the partial answer was used.",
});

export const answerTooLarge: ErrorFactory<Request & { megabytes: number }> = defineError({
  code: "WN1543",
  summary: "One answer of Grafana is larger than is held in memory.",
  message: ({ what, megabytes }) => `Grafana: an answer is larger than ${megabytes} MB (while ${what})`,
  hint: () => "Set a lower limit, so that less is asked for at once.",
});

export const unusableAnswer: ErrorFactory<Request & { reason: string }> = defineError({
  code: "WN1544",
  summary: "Grafana's answer lacks what it must hold: results, frames, log lines.",
  message: ({ what, reason }) => `Grafana: the answer cannot be used: ${reason} (while ${what})`,
  hint: () => "Run the same query in Grafana's Explore and look whether it gives rows or log lines there.",
});

export const queryFailed: ErrorFactory<{ dataSource: string; said: string }> = defineError({
  code: "WN1545",
  summary: "The data source refused the query.",
  message: ({ dataSource, said }) => `Grafana: data source ${dataSource} refused the query${saying(said)}`,
  hint: () => "Try the query in Grafana's Explore with the same data source.",
});

export const requestRefused: ErrorFactory<Request & { status: number; said: string }> = defineError({
  code: "WN1546",
  summary: "Grafana refused a request as wrong (HTTP 4xx other than 401, 403, 404 and 429).",
  message: ({ what, status, said }) => `Grafana: the request was refused (${status})${saying(said)} (while ${what})`,
  hint: () => "The text is Grafana's own. Check the options that it names.",
});

export const badTimeRange: ErrorFactory<{ reason: string }> = defineError({
  code: "WN1547",
  summary: "The options since, until and lag do not make a range of time.",
  message: ({ reason }) => `Grafana: ${reason}`,
  hint: () => "since and until take an ISO 8601 time (2024-05-01T00:00:00Z) or an age such as 30m, 12h, 7d, 2w.",
});

export const unfitOptions: ErrorFactory<{ reason: string; hint: string }> = defineError({
  code: "WN1548",
  summary: "An option is missing, or does not go with the type of the data source.",
  message: ({ reason }) => `Grafana: ${reason}`,
  hint: ({ hint }) => hint,
});

export const unreadableCertificate: ErrorFactory<{ path: string; reason: string }> = defineError({
  code: "WN1549",
  summary: "The file of the option caFile cannot be read or holds no certificate.",
  message: ({ path, reason }) => `Grafana: caFile ${path}: ${reason}`,
  hint: () => "It must hold one or more certificates in PEM form (-----BEGIN CERTIFICATE-----).",
});

export const wrongOrganization: ErrorFactory<{ orgId: number; id: number; name: string }> = defineError({
  code: "WN1588",
  summary: "The token belongs to another organisation than orgId.",
  message: ({ orgId, id, name }) => `Grafana: orgId is ${orgId}, and the token belongs to organisation ${id}, ${name}`,
  hint: ({ orgId }) => `Create the service account in organisation ${orgId}, or remove orgId.`,
});

export const notTls: ErrorFactory<Request & { host: string }> = defineError({
  code: "WN1589",
  summary: "The port of an https address answers in plain http.",
  message: ({ host, what }) => `Grafana: ${host} does not speak https (while ${what})`,
  hint: ({ host }) => `Set url to http://${host}, or to the port that serves https.`,
});
