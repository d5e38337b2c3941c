const REPEATED = /^message repeated ([1-9]\d{0,14}) times: \[ ?(.*)\]$/s;

/** The message of a line that stands for several equal ones, and for how many; `undefined` where it stands for itself. */
export function repeatedMessage(message: string): { readonly times: number; readonly message: string } | undefined {
  const match = REPEATED.exec(message);
  return match === null ? undefined : { times: Number(match[1]), message: match[2]! };
}
