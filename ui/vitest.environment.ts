// Plain Node with modules compiled as for the window: without this, runes would be compiled for a server, where nothing
// reacts.
import type { Environment } from "vitest/runtime";

export default {
  name: "window-modules",
  viteEnvironment: "client",
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
