// Opens the window as a test wants it, and fails the test on anything that the browser complains about.
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export type Theme = "light" | "dark";

/** A step of the in-memory host's work that no test waits out, in milliseconds: see `pass`. */
const HELD = 60_000;

interface Options {
  /** The view that the window starts on. */
  start?: "today" | "secrets";
  /** How the in-memory host stands. */
  scenario?: string;
  /** `system` is light until `turn` says otherwise. */
  theme?: Theme | "system";
  /** How many secrets there are. */
  rows?: number;
  /** How long a step of a sync or the like takes, in milliseconds; `held`: until the test lets it `pass`. */
  step?: number | "held";
  /** How many items the open review has. */
  items?: number;
}

interface Fixtures {
  /** Opens the window. */
  open: (options?: Options) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  open: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("http://127.0.0.1:")) complaints.push(`asked for ${request.url()}`);
    });
    await use(async ({ start = "secrets", scenario = "demo", theme = "light", rows, step, items } = {}) => {
      await page.addInitScript((kept) => localStorage.setItem("keyturn.preferences", kept), JSON.stringify({ theme, zoom: 1, times: "utc", start }));
      await page.emulateMedia({ reducedMotion: "reduce" });
      if (step === "held") await page.clock.install();
      const asked = { scenario, rows, step: step === "held" ? HELD : step, items };
      await page.goto(`/?${Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join("&")}`);
      return page;
    });
    expect(complaints, "the browser complained").toEqual([]);
  },
});

/** Lets so many steps of what runs pass, in a window that was opened with `step: "held"`: what is seen between them does not depend on how fast the machine is. */
export async function pass(page: Page, steps = 1): Promise<void> {
  for (let i = 0; i < steps; i += 1) await page.clock.runFor(HELD);
}

/** Turns a window that follows the system into a theme. */
export async function turn(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
}

/** What a theme can break: all else is of the document, which both themes share. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** No breach of WCAG 2.2 AA that axe can find, once what is being read is there. */
export async function expectAccessible(page: Page, { coloursOnly = false } = {}): Promise<void> {
  await expect(page.locator(".skeleton")).toHaveCount(0);
  // All in one run: nothing here is in a frame, which alone needs a second page to put parts together. Every node of a breach
  // is told, and of what passes only that it did.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const asked = coloursOnly ? axe.withRules(OF_COLOURS) : axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const { violations } = await asked.analyze();
  expect(violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `  ${n.html.slice(0, 200)} ${n.failureSummary?.split("\n").slice(1).join(" ")}`).join("\n")}`)).toEqual([]);
}

/** What is seen now, in light and then in dark: accessible, with a picture of each. The window follows the system, and is light again afterwards. */
export async function expectThemes(page: Page, name: string, { whole = false } = {}): Promise<void> {
  // What axe looks at takes long where there is much of it.
  test.slow();
  await page.evaluate(() => document.fonts.ready);
  await expectAccessible(page);
  await picture(page, `${name}-light-1280`);
  await turn(page, "dark");
  await expectAccessible(page, { coloursOnly: !whole });
  await picture(page, `${name}-dark-1280`);
  await turn(page, "light");
}

/** A picture for people to look at; kept as test output. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${process.env["SHOTS"] ?? "test-results/pictures"}/${name}.png` });
}

export { expect };
