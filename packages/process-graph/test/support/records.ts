import { depthFirst, type Logon, type ProcessGraph, type ProcessStart } from "../../src/index.ts";

const SECOND = 1_000_000n;

/** A start as most tests need it; `at` in seconds. */
export function start(parts: Partial<ProcessStart> & { readonly at?: number } = {}): ProcessStart {
  const { at = 0, ...given } = parts;
  return {
    event: 0,
    time: BigInt(Math.round(at * 1000)) * (SECOND / 1000n),
    host: "host-a",
    pid: "",
    parentPid: "",
    executable: "",
    name: "",
    commandLine: "",
    parentExecutable: "",
    parentName: "",
    user: "",
    logonId: "",
    ...given,
  };
}

/** Starts numbered in the order they stand. */
export function starts(...parts: readonly Parameters<typeof start>[0][]): ProcessStart[] {
  return parts.map((part, event) => start({ event, ...part }));
}

export function logon(parts: Partial<Logon> & { readonly at?: number } = {}): Logon {
  const { at = 0, ...given } = parts;
  return {
    event: 0,
    time: BigInt(Math.round(at * 1000)) * (SECOND / 1000n),
    host: "host-a",
    account: "EXAMPLE\\alice",
    domain: "EXAMPLE",
    sid: "",
    logonId: "",
    subjectLogonId: "",
    type: "2",
    outcome: "success",
    sourceIp: "",
    sourceHost: "",
    ...given,
  };
}

/** A graph as indented lines: `name pid`, with `?` before what is only known as a parent and `@` before a session. */
export function outline(graph: ProcessGraph, from?: readonly string[]): string[] {
  return [...depthFirst(graph, from)].map(({ attributes, depth }) => {
    const text =
      attributes.kind === "session"
        ? `@${attributes.name || attributes.logonId}`
        : `${attributes.kind === "missing" ? "?" : ""}${attributes.name} ${attributes.pid}`;
    return "  ".repeat(depth) + text;
  });
}

/** The same items in an order that the numbers decide. */
export function shuffled<T>(items: readonly T[], order: readonly number[]): T[] {
  return items
    .map((item, index) => ({ item, place: order[index % Math.max(1, order.length)] ?? 0, index }))
    .sort((a, b) => a.place - b.place || b.index - a.index)
    .map(({ item }) => item);
}
