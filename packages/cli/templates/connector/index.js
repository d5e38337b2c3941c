import { connector } from "./connector.js";

export const plugins = [connector];
