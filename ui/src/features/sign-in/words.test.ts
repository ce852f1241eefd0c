import { expect, it } from "vitest";

import { codeOf, codeWrong, doneWords, failedTitle, hostOf, left, questionWords } from "./words";

const now = Date.UTC(2026, 10, 21, 12);

it.each([
  ["", "Type the code that the device shows."],
  ["  ", "Type the code that the device shows."],
  ["123456", null],
  ["123 456", null],
  ["123-456", null],
  [" 123\u00a0456\n", null],
  ["12345", "Six digits; this has 5."],
  ["1234567", "Six digits; this has 7."],
  ["12345a", "Digits only."],
  ["١٢٣٤٥٦", "Digits only."],
])("code %j: %s", (typed, wrong) => expect(codeWrong(typed)).toBe(wrong));

it("takes out what people put between the digits", () => expect(codeOf(" 12 3-4.56 ")).toBe("123456"));

it.each([[10 * 60_000, "10:00"], [59_400, "1:00"], [9_000, "0:09"], [400, "0:01"], [0, null], [-5, null]])("%d ms left: %s", (ms, words) =>
  expect(left(new Date(now + ms).toISOString(), now)).toBe(words));

it.each([
  ["sso", "expired", 12, "The sign-in to acme ended halfway: about 12 cells wait for this."],
  ["sso", "first", 1, "Nobody is signed in to acme: about 1 cell waits for this."],
  ["mfa", "first", 0, "A code of acme is needed."],
  ["mfa", "wrong_code", 3, "AWS did not take the code of acme: about 3 cells wait for this."],
])("question %s %s %d", (kind, why, waiting, words) => expect(questionWords({ of: "x", kind, label: "acme", profile: "p", why, waiting, asked_at: "" })).toBe(words));

it.each([
  [{ kind: "sso", label: "acme" }, new Date(now + 8 * 3_600_000).toISOString(), false, "Signed in to acme; it ends in 8 h."],
  [{ kind: "mfa", label: "ana" }, new Date(now + 40 * 60_000).toISOString(), false, "The code of ana was right; it ends in 40 min."],
  [{ kind: "sso", label: "acme" }, new Date(now + 8 * 3_600_000).toISOString(), true, "Signed in to acme; it renews itself."],
  [null, null, false, "Signed in."],
])("done %j", (of, until, renews, words) => expect(doneWords(of, until, renews, now)).toBe(words));

it.each([["denied", "The sign-in was refused"], ["code_expired", "The code ran out"], ["no_network", "Not signed in: no network"], ["\u202eodd", "Not signed in: \ufffdodd"]])("failed by %s", (reason, title) => expect(failedTitle(reason)).toBe(title));

it.each([["https://device.sso.us-east-1.amazonaws.com/?user_code=A", "device.sso.us-east-1.amazonaws.com"], ["not a page", "not a page"]])("host of %s", (uri, host) => expect(hostOf(uri)).toBe(host));
