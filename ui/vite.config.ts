// Two builds come from here: the window itself, and `--mode mock`, the same window on an in-memory host, for work on the
// front end and for its tests. The mock host is not part of the first.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// As in src-tauri/tauri.conf.json, without IPC: what it would refuse there fails in the tests here.
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'";

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 5713, strictPort: true, host: "127.0.0.1" },
  preview: { host: "127.0.0.1", headers: { "Content-Security-Policy": CSP } },
  build: {
    target: ["es2022", "safari16.4"],
    // The CSP allows fonts and images from the application itself, not from `data:` style sheets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
  },
});
