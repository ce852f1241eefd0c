import { expect, it } from "vitest";

import { placeOf } from "./notices";

it.each([
  [{ place: "rotation", id: null }, { place: "rotation", tab: "due" }],
  [{ place: "reviews", id: null }, { place: "reviews" }],
  [{ place: "incidents", id: "INC-2026-014" }, { place: "incidents", incident: "INC-2026-014" }],
  [{ place: "incidents", id: null }, { place: "incidents" }],
  [{ place: "elsewhere", id: "x" }, { place: "today" }],
])("a notice about %o opens its place", (notice, route) => expect(placeOf(notice)).toEqual(route));
