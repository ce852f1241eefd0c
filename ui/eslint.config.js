// Layers are enforced here: Tauri only in src/ipc, no feature uses another, shared uses nothing of ours.
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

const tauri = { group: ["@tauri-apps/*"], message: "Only src/ipc talks to Tauri." };
const layers = (...groups) => ["error", { patterns: [tauri, ...groups] }];
const shell = { group: ["**/shell/**"], message: "The shell composes features, not the other way round." };
const another = "A feature does not use another.";

export default defineConfig(
  { ignores: ["dist/", "dist-mock/", "node_modules/", "test-results/", "playwright-report/", "src/ipc/bindings.ts"] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      eqeqeq: ["error", "always"],
      "no-console": "error",
      "no-restricted-imports": layers(),
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // svelte-check judges this, and knows all of the compiler's warnings.
      "svelte/no-unused-svelte-ignore": "off",
      "svelte/no-at-html-tags": "error", "svelte/require-each-key": "error",
    },
  },
  { files: ["src/ipc/**"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["src/shared/**"],
    rules: {
      "no-restricted-imports": layers({
        group: ["**/features/**", "**/shell/**"],
        message: "Shared parts know neither features nor the shell.",
      }),
    },
  },
  { files: ["src/features/*/*"], rules: { "no-restricted-imports": layers(shell, { regex: "^\\.\\./[a-z]", message: another }) } },
  { files: ["src/features/*/*/**"], rules: { "no-restricted-imports": layers(shell, { regex: "^\\.\\./\\.\\./[a-z]", message: another }) } },
);
