import { isObject } from "../service/json.ts";

/** `$__from`, `${__from}`, `${__from:date}`, `${__from:date:iso}`, `${__from:date:seconds}`, and the same of `to`. */
const PLACEHOLDER = /\$__(from|to)\b|\$\{__(from|to)(?::(date|date:iso|date:seconds))?\}/g;

/**
 * A query model whose texts hold the bounds of the slice, in the forms in which Grafana's dashboards know them: ms since
 * 1970, ISO 8601, or seconds. Grafana itself fills these in the browser only.
 */
export function fillTimes(model: unknown, bounds: { readonly from: bigint; readonly to: bigint }): unknown {
  if (typeof model === "string") {
    return model.replace(PLACEHOLDER, (_, plain?: "from" | "to", braced?: "from" | "to", form?: string) => {
      const ms = bounds[(plain ?? braced)!];
      if (form === undefined) return String(ms);
      return form === "date:seconds" ? String(ms / 1000n) : new Date(Number(ms)).toISOString();
    });
  }
  if (Array.isArray(model)) return model.map((item) => fillTimes(item, bounds));
  if (!isObject(model)) return model;
  return Object.fromEntries(Object.entries(model).map(([name, value]) => [name, fillTimes(value, bounds)]));
}
