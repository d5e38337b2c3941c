import { request } from "node:https";
import type { FakeGrafana } from "../../../src/fakes/index.ts";

export interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | null;
}

/** What a fake answers to `path`. Rejects where the connection breaks. */
export async function ask(fake: FakeGrafana, path: string, question: Question = {}): Promise<Heard> {
  const { method = "GET", body, headers = {}, token = fake.token } = question;
  return new Promise((resolve, reject) => {
    const sent = request(
      fake.url + path,
      {
        method,
        ca: fake.ca,
        agent: false,
        headers: { ...headers, ...(token !== null && { authorization: `Bearer ${token}` }) },
      },
      (response) => {
        let text = "";
        response
          .setEncoding("utf8")
          .on("data", (chunk: string) => (text += chunk))
          .on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }))
          .on("error", reject);
      },
    ).on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export function parsed(heard: Heard): never {
  return JSON.parse(heard.text) as never;
}
