// The real host: Tauri's IPC. Loaded only outside mock mode.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";

import type { Host } from "./client";

export const tauriHost: Host = {
  invoke: (name, args) => invoke(name, args),
  listen: (event, callback) => listen(event, ({ payload }) => callback(payload)),
  zoom: (factor) => getCurrentWebview().setZoom(factor),
};
