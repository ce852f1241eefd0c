// The built window on the in-memory host, under the CSP of the real one. CHROMIUM names another browser.
import { defineConfig } from "@playwright/test";

// A port of this run's own, which its workers inherit: whatever else runs on this machine stays out of the way.
const PORT = Number((process.env["KEYTURN_E2E_PORT"] ??= String(20_000 + (process.pid % 20_000))));

export default defineConfig({
  testDir: "e2e",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  // Long enough that a slow machine is only slow: what fails is wrong. Nothing waits that long where things are right.
  timeout: 60_000,
  expect: { timeout: 20_000 },
  // A shared machine can stand still in the midst of a test. What passes only then is named as flaky at the end.
  retries: process.env["CI"] ? 1 : 0,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"],
    },
  },
  webServer: {
    command: `npx vite preview --mode mock --outDir dist-mock --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}`,
    reuseExistingServer: false,
  },
});
