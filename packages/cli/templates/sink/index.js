import { sink } from "./sink.js";

export const plugins = [sink];
