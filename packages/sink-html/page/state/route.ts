import { signal, type Signal } from "@preact/signals";

/** Where the reader is: a view and what it is to show. The address behind `#` says so, so that it can be kept and sent. */
export interface Route {
  readonly view: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export const route: Signal<Route> = signal(parse(location.hash));

/** The hash that `route` stands for. */
let shown = location.hash;
addEventListener("hashchange", () => show(location.hash));

function show(hash: string): void {
  if (hash === shown) return;
  shown = hash;
  route.value = parse(hash);
}

/** Goes to a view. `replace` leaves no step in the history: for settings that change with every key. */
export function go(view: string, parameters: Readonly<Record<string, string>> = {}, replace = false): void {
  const hash = linkTo(view, parameters);
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, "", hash);
  else location.hash = hash;
  // The browser tells of it later; keys may follow at once.
  show(hash);
}

/** The address of a view, for links inside the page. */
export function linkTo(view: string, parameters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(parameters).toString();
  return `#/${encodeURIComponent(view)}${query === "" ? "" : `?${query}`}`;
}

function parse(hash: string): Route {
  const [, view = "", query = ""] = /^#\/([^?]*)\??(.*)$/.exec(hash) ?? [];
  return { view: decode(view), parameters: new Map(new URLSearchParams(query)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
