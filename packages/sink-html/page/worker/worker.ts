import "./no-eval.ts";
import { CLUSTERERS } from "./clusterers.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { ClusterService } from "./service.ts";

const post = (message: FromWorker, transfer: ArrayBuffer[]): void => postMessage(message, { transfer });
const service = new ClusterService(CLUSTERERS, post);

onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  void service.receive(data);
};
