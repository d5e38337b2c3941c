import type { Environment, Io } from "../src/io.ts";
import { main } from "../src/program.ts";

/** A stream that keeps what is written to it. */
export class Written {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(terminal?: { readonly columns: number }) {
    this.isTTY = terminal !== undefined;
    this.columns = terminal?.columns;
  }

  write(text: string): void {
    this.text += text;
  }
}

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly environment?: Environment;
  readonly terminal?: { readonly columns: number };
  readonly signal?: AbortSignal;
}

/** Runs a `winnow` command in this process. */
export async function winnow(argv: readonly string[], surroundings: Surroundings = {}): Promise<Finished> {
  const stdout = new Written(surroundings.terminal);
  const stderr = new Written(surroundings.terminal);
  const io: Io = {
    stdout,
    stderr,
    environment: surroundings.environment ?? {},
    signal: surroundings.signal ?? new AbortController().signal,
  };
  const exitCode = await main(argv, io);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
