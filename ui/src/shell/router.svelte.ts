// Where the window is, and the way back. No address, no history of the browser: the webview has neither to show.
import type { Route } from "../shared/routes";

const LONGEST = 100;

export class Router {
  #steps: readonly Route[];
  #at = $state(0);

  /** `start` is the first step. */
  constructor(start: Route = { place: "today" }) {
    this.#steps = $state.raw([start]);
  }

  get route(): Route {
    return this.#steps[this.#at] ?? { place: "today" };
  }

  get canGoBack(): boolean {
    return this.#at > 0;
  }

  get canGoForward(): boolean {
    return this.#at < this.#steps.length - 1;
  }

  /** Goes to a route. What lay ahead is dropped, as in any browser. */
  go = (route: Route, how: "push" | "replace" = "push"): void => {
    if (JSON.stringify(route) === JSON.stringify(this.route)) return;
    const kept = this.#steps.slice(0, how === "replace" ? this.#at : this.#at + 1);
    this.#steps = [...kept, route].slice(-LONGEST);
    this.#at = this.#steps.length - 1;
  };

  back = (): void => {
    if (this.canGoBack) this.#at -= 1;
  };

  forward = (): void => {
    if (this.canGoForward) this.#at += 1;
  };
}
