/** A real Grafana as its administrator sees it. */
export interface GrafanaAdmin {
  /** Address without user and password. */
  readonly url: string;
  /** Asks the API; throws on any other answer than 2xx. */
  ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** A token of a new service account. */
  token(role: "Viewer" | "Editor" | "Admin"): Promise<string>;
}

/** @param address with user and password of an administrator */
export function adminOf(address: string): GrafanaAdmin {
  const { username, password, origin, pathname } = new URL(address);
  const url = `${origin}${pathname}`.replace(/\/$/, "");
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const ask: GrafanaAdmin["ask"] = async (method, path, body) => {
    const headers = { authorization, "content-type": "application/json" };
    const response = await fetch(url + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  const token: GrafanaAdmin["token"] = async (role) => {
    const name = `winnow-${role}-${Date.now()}`;
    const { id } = await ask("POST", "/api/serviceaccounts", { name, role });
    return String((await ask("POST", `/api/serviceaccounts/${String(id)}/tokens`, { name }))["key"]);
  };
  return { url, ask, token };
}
