import type { Diagnostic } from "../kql/language.ts";

/** An answer of the service: JSON, in parts where it is long. */
export interface SentinelAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: readonly Buffer[];
  readonly rows?: number;
}

export interface OneApiError {
  readonly code: string;
  readonly message: string;
  readonly innererror?: OneApiError;
  readonly details?: readonly object[];
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): SentinelAnswer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: [Buffer.from(JSON.stringify(value))] };
}

export function failed(
  status: number,
  error: OneApiError,
  headers: Readonly<Record<string, string>> = {},
): SentinelAnswer {
  return json(status, { error: { ...error, correlationId: "00000000-0000-0000-0000-000000000000" } }, headers);
}

export function unauthenticated(): SentinelAnswer {
  return failed(401, {
    code: "AuthenticationFailed",
    message: "Authentication failed. The 'Authorization' header is missing.",
  });
}

export function expiredToken(): SentinelAnswer {
  return failed(
    401,
    {
      code: "InvalidTokenError",
      message: "The provided authentication is not valid for this resource",
      innererror: { code: "TokenExpired", message: "The access token has expired." },
    },
    { "www-authenticate": 'Bearer error="invalid_token", error_description="The access token has expired"' },
  );
}

export function unknownToken(): SentinelAnswer {
  return failed(403, { code: "InvalidAuthenticationToken", message: "The access token is invalid." });
}

export function noAccess(): SentinelAnswer {
  return failed(403, {
    code: "InsufficientAccessError",
    message: "The provided credentials have insufficient access to perform the requested operation",
  });
}

export function noWorkspace(id: string): SentinelAnswer {
  return failed(404, { code: "WorkspaceNotFoundError", message: `The workspace '${id}' could not be found` });
}

export function noPath(): SentinelAnswer {
  return failed(404, { code: "PathNotFoundError", message: "The requested path does not exist" });
}

export function badArgument(inner: OneApiError): SentinelAnswer {
  return failed(400, {
    code: "BadArgumentError",
    message: "The request had some invalid properties",
    innererror: inner,
  });
}

export function throttled(retryAfterSeconds: number): SentinelAnswer {
  const error = { code: "ThrottledError", message: "Too many requests. Please try again later." };
  return failed(429, error, { "retry-after": String(retryAfterSeconds) });
}

export function timedOut(): SentinelAnswer {
  return failed(504, {
    code: "GatewayTimeout",
    message: "Gateway timeout",
    innererror: { code: "GatewayTimeout", message: "The query did not finish in the time that was allowed for it." },
  });
}

/** What Azure says of a query that the language service finds fault with. */
export function faultyQuery(errors: readonly Diagnostic[]): SentinelAnswer {
  const [first] = errors;
  // Faults of grammar are numbered below 100.
  const syntax = /^KS00\d$/.test(first!.code);
  return badArgument({
    code: syntax ? "SyntaxError" : "SemanticError",
    message: syntax ? "A recognition error occurred in the query." : "A semantic error occurred.",
    innererror: { code: syntax ? "SYN0002" : "SEM0100", message: first!.message },
  });
}

/** An error beside tables, as the service reports that they are not complete. */
export function partialError(message: string, code: string): OneApiError {
  return {
    code: "PartialError",
    message: "There were some errors when processing your query.",
    details: [
      {
        code: "EngineError",
        message: "Something went wrong processing your query on the server.",
        innererror: { code, message, severity: 2, severityName: "Error" },
      },
    ],
  };
}
