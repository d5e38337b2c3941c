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
  | "dashboards:read"
  | "dashboards:write"
  | "folders:read";

type Rights = Readonly<Partial<Record<Right, readonly string[]>>>;

const onAnnotations = (...scopes: readonly string[]): Rights => ({
  "annotations:create": scopes,
  "annotations:write": scopes,
  "annotations:delete": scopes,
});

const VIEWER: Rights = {
  "datasources:query": ["datasources:*"],
  "annotations:read": ["annotations:type:*"],
  "dashboards:read": ["dashboards:*"],
  "folders:read": ["folders:*"],
  // On dashboards that they may edit, of which a viewer has none.
  ...onAnnotations("annotations:type:dashboard"),
};

const EDITOR: Rights = {
  ...VIEWER,
  ...onAnnotations("annotations:type:dashboard", "annotations:type:organization"),
  "dashboards:create": ["folders:*"],
  "dashboards:write": ["dashboards:*"],
};

const RIGHTS: Readonly<Record<FakeToken["role"], Rights>> = {
  None: {},
  Viewer: VIEWER,
  Editor: EDITOR,
  // The list of data sources is for administrators.
  Admin: { ...EDITOR, "datasources:read": ["datasources:*"] },
};

/** Who asks, or the refusal. A token is of one organisation: whatever organisation is asked for, it stays in its own. */
export function authenticated(tokens: readonly FakeToken[], { headers }: FakeRequest): FakeToken | Answer {
  const given = /^Bearer (.+)$/.exec(String(headers["authorization"] ?? ""))?.[1];
  if (given === undefined) return unauthorized("Unauthorized", "auth.unauthorized");
  const known = tokens.find(({ token }) => token === given);
  if (known === undefined) return unauthorized("Invalid API key", "api-key.invalid");
  if (known.expired === true) return unauthorized("Expired API key", "api-key.expired");
  return known;
}

function unauthorized(message: string, messageId: string): Answer {
  return json({ extra: null, message, messageId, statusCode: 401, traceID: "" }, 401);
}

export function may({ role }: FakeToken, right: Right): boolean {
  return RIGHTS[role][right] !== undefined;
}

/** Whether a token may change annotations of the organisation, or of its dashboards. */
export function mayAnnotate(token: FakeToken, type: "organization" | "dashboard"): boolean {
  const scopes = RIGHTS[token.role]["annotations:create"] ?? [];
  return scopes.includes(`annotations:type:${type}`) && (type === "organization" || may(token, "dashboards:write"));
}

export function rightsOf({ role }: FakeToken): Readonly<Record<string, readonly string[]>> {
  return { ...RIGHTS[role] };
}

export function forbidden(right: Right): Answer {
  const message = `You'll need additional permissions to perform this action. Permissions needed: ${right}`;
  return json({ accessErrorId: "ACE0000000000", message, title: "Access denied" }, 403);
}
