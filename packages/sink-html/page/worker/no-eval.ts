import { config } from "zod";

/** Keeps zod from trying whether it may make code at run time: the page's policy forbids that, and would report the try. */
config({ jitless: true });
