import { describe, expect, it } from "vitest";

import type { Route } from "../shared/routes";
import { Router } from "./router.svelte";

const today: Route = { place: "today" };
const secrets: Route = { place: "secrets" };
const opened: Route = { place: "secrets", arn: "arn:aws:ssm:eu-west-1:111111111111:parameter/a" };
const coverage: Route = { place: "coverage" };
const settings: Route = { place: "settings" };

describe("router", () => {
  const cases: { name: string; walk: (r: Router) => void; at: Route; back: boolean; forward: boolean }[] = [
    { name: "starts where it is told to", walk: () => undefined, at: secrets, back: false, forward: false },
    { name: "comes back to the opened secret", walk: (r) => (r.go(opened), r.go(coverage), r.back()), at: opened, back: true, forward: true },
    { name: "goes forward again", walk: (r) => (r.go(coverage), r.back(), r.forward()), at: coverage, back: true, forward: false },
    { name: "drops what lay ahead", walk: (r) => (r.go(coverage), r.back(), r.go(settings), r.forward()), at: settings, back: true, forward: false },
    { name: "takes no step to where it is", walk: (r) => r.go({ place: "secrets" }), at: secrets, back: false, forward: false },
    { name: "replaces without a step", walk: (r) => r.go(opened, "replace"), at: opened, back: false, forward: false },
    { name: "stays at the first step", walk: (r) => (r.back(), r.back()), at: secrets, back: false, forward: false },
  ];
  it.each(cases)("$name", ({ walk, at, back, forward }) => {
    const router = new Router(secrets);
    walk(router);
    expect({ at: router.route, back: router.canGoBack, forward: router.canGoForward }).toEqual({ at, back, forward });
  });

  it("starts at what needs somebody where nothing else is said", () => expect(new Router().route).toEqual(today));
});
