/** What the command needs of an output stream. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that the command touches besides files: given, so that tests and other programs can run it. */
export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Environment;
  /** Fires when the user wants to stop. */
  readonly signal: AbortSignal;
}
