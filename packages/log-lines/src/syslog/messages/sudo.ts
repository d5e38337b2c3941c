import type { MessageFacts } from "../columns.ts";
import { present } from "./sshd.ts";

/**
 * What sudo says: `mei : TTY=pts/0 ; PWD=/home/mei ; USER=root ; COMMAND=/usr/bin/id`, before TTY the reason where it
 * refused. Some exports replace the semicolons by spaces. Everything after `COMMAND=` is the command.
 */
export function readSudo(message: string): MessageFacts | undefined {
  const colon = message.indexOf(" : ");
  const user = message.slice(0, Math.max(0, colon)).trim();
  if (user === "" || user.includes(" ")) return undefined;
  const rest = message.slice(colon + 3);
  const continued = /^\(command continued\) /.exec(rest);
  if (continued !== null) return { action: "sudo", user, command: rest.slice(continued[0].length) };
  const commandAt = rest.indexOf("COMMAND=");
  const head = commandAt < 0 ? rest : rest.slice(0, commandAt);
  const reasons: string[] = [];
  const fields = new Map<string, string>();
  for (const part of head.split(/ ; | {2,}/)) {
    const [, name, value] = /^([A-Z]+)=(.*)$/s.exec(part.trim()) ?? [];
    if (name !== undefined) fields.set(name, value!);
    else if (part.trim() !== "") reasons.push(part.trim());
  }
  if (commandAt < 0 && !fields.has("TTY")) return undefined;
  return {
    action: "sudo",
    outcome: reasons.length === 0 ? "success" : "failure",
    user,
    ...present({
      target_user: fields.get("USER"),
      tty: fields.get("TTY"),
      cwd: fields.get("PWD"),
      command: commandAt < 0 ? undefined : rest.slice(commandAt + "COMMAND=".length),
      reason: reasons.length === 0 ? undefined : reasons.join(" ; "),
    }),
  };
}
