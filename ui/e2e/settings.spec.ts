// Settings: each change applies at once and says what it did; what is kept is shown before anything is done with it.
import { expect, expectAccessible, picture, test } from "./window";

test("a key is changed, a clash is refused, and it is given back", async ({ open }) => {
  const page = await open({ start: "today" });
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("keys").scrollIntoViewIfNeeded();
  await picture(page, "settings-keys");
  await page.getByRole("button", { name: "Change the key of Go to today" }).click();
  await page.keyboard.press("Control+1");
  await expect(page.getByText("It stands for “Go to secrets”. Give that another key first.")).toBeVisible();
  await expect(page.getByTestId("key-save")).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Control+j");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("toasts")).toContainText("Go to today: Ctrl J");
  await page.keyboard.press("Control+j");
  await expect(page.getByTestId("nav-today")).toHaveAttribute("aria-current", "page");
  await expect(page.getByTestId("nav-today")).toHaveAttribute("aria-keyshortcuts", "Control+J");
  await page.getByTestId("nav-settings").click();
  await page.getByRole("button", { name: "Reset the key of Go to today" }).click();
  await page.keyboard.press("Alt+Home");
  await expect(page.getByTestId("nav-today")).toHaveAttribute("aria-current", "page");
});

test("what is kept is shown, backed up, and deleted only when its words were typed", async ({ open }) => {
  const page = await open({ scenario: "plain" });
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("back up");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("data-size")).toHaveText("49 MB in 4 files");
  await page.getByTestId("data-backup").click();
  await page.getByTestId("data-new").fill("too short");
  await page.getByTestId("data-do").click();
  await expect(page.getByTestId("data-dialog").getByText("At least 12 characters.").last()).toBeVisible();
  await page.getByTestId("data-new").fill("a passphrase of its own");
  await page.getByTestId("data-again").fill("a passphrase of its own");
  await page.getByTestId("data-do").click();
  await expect(page.getByTestId("toasts")).toContainText("Backup written: /home/you/keyturn.backup");
  await page.getByTestId("data-passphrase").click();
  await page.getByTestId("data-current").fill("wrong passphrase");
  await page.getByTestId("data-new").fill("another passphrase");
  await page.getByTestId("data-again").fill("another passphrase");
  await page.getByTestId("data-do").click();
  await expect(page.getByTestId("data-dialog").getByTestId("error-panel")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByTestId("data-delete").click();
  await expect(page.getByTestId("data-dialog")).toContainText("/home/you/.local/share/keyturn/keyturn.db");
  await page.getByTestId("data-typed").fill("yes");
  await page.getByTestId("data-do").click();
  await expect(page.getByText("Type the two words.")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "settings-delete");
});

test("a backup is looked into before it takes the place of what is here", async ({ open }) => {
  const page = await open({ scenario: "plain" });
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("data-restore").click();
  await page.getByTestId("restore-passphrase").fill("wrong passphrase");
  await page.getByTestId("data-do").click();
  await expect(page.getByTestId("data-dialog").getByTestId("error-panel")).toBeVisible();
  await page.getByTestId("restore-passphrase").fill("a passphrase of its own");
  await page.getByTestId("data-do").click();
  await expect(page.getByTestId("restore-plan")).toContainText("231");
  await expect(page.getByTestId("data-dialog")).toContainText("keyturn.db.before-2026-11-21T141100Z");
  await expectAccessible(page);
  await picture(page, "settings-restore");
  await page.getByTestId("data-do").click();
  await expect(page.getByTestId("data-dialog")).toHaveCount(0);
});
