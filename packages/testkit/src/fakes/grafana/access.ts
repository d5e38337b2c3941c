import { json, type Answer, type FakeRequest } from "./answer.ts";

/** A service-account token and what it may do. */
export interface FakeToken {
  readonly token: string;
  readonly role: "None" | "Viewer" | "Editor" | "Admin";
  readonly expired?: boolean;
  /** Organisation that it belongs to; 1 unless told. */
  readonly organization?: number;
}

export type Right =
  | "datasources:query"
  | "datasources:read"
  | "annotations:read"
  | "annotations:create"
  | "annotations:write"
  | "annotations:delete"
  | "dashboards:create"
  | "dashboards:write";

const WRITING = [
  "annotations:create",
  "annotations:write",
  "annotations:delete",
  "dashboards:create",
  "dashboards:write",
] as const;

const RIGHTS: Readonly<Record<FakeToken["role"], readonly Right[]>> = {
  None: [],
  // Viewers may query; the list of data sources is for administrators.
  Viewer: ["datasources:query", "annotations:read"],
  Editor: ["datasources:query", "annotations:read", ...WRITING],
  Admin: ["datasources:query", "datasources:read", "annotations:read", ...WRITING],
};

/** Who asks, or the refusal. */
export function authenticated(tokens: readonly FakeToken[], { headers }: FakeRequest): FakeToken | Answer {
  const given = /^Bearer (.+)$/.exec(String(headers["authorization"] ?? ""))?.[1];
  if (given === undefined) return unauthorized("Unauthorized", "auth.unauthorized");
  const known = tokens.find(({ token }) => token === given);
  if (known === undefined) return unauthorized("Invalid API key", "api-key.invalid");
  if (known.expired === true) return unauthorized("Expired API key", "api-key.expired");
  const organization = headers["x-grafana-org-id"];
  if (organization !== undefined && Number(organization) !== (known.organization ?? 1)) {
    return unauthorized("API key does not belong to the requested organization", "api-key.organization-mismatch");
  }
  return known;
}

function unauthorized(message: string, messageId: string): Answer {
  return json({ extra: null, message, messageId, statusCode: 401, traceID: "" }, 401);
}

export function may({ role }: FakeToken, right: Right): boolean {
  return RIGHTS[role].includes(right);
}

export function rightsOf({ role }: FakeToken): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(RIGHTS[role].map((right) => [right, [`${right.split(":")[0]}:*`]]));
}

export function forbidden(right: Right): Answer {
  const message = `You'll need additional permissions to perform this action. Permissions needed: ${right}`;
  return json({ accessErrorId: "ACE0000000000", message, title: "Access denied" }, 403);
}
