// Tests of state classes run in plain Node, on the in-memory host.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  mode: "mock",
  plugins: [svelte()],
  resolve: { conditions: ["browser"] },
  // Long enough that a slow machine is only slow.
  test: { include: ["src/**/*.test.ts"], environment: "./vitest.environment.ts", testTimeout: 30_000 },
});
