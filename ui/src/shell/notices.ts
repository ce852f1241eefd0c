// Notices on the desktop: one that a person chose there opens the place that it is about.
import type { NoticePlace } from "../ipc/bindings";
import { onNoticeOpened } from "../ipc/client";
import type { Route } from "../shared/routes";

/** Where a notice leads; today where it says nothing that is known. */
export function placeOf({ place, id }: NoticePlace): Route {
  if (place === "rotation") return { place: "rotation", tab: "due" };
  if (place === "reviews") return { place: "reviews" };
  if (place === "incidents") return id === null ? { place: "incidents" } : { place: "incidents", incident: id };
  return { place: "today" };
}

/** Follows each notice that is chosen. Gives the function that ends it. */
export function followNotices(go: (to: Route) => void): () => void {
  return onNoticeOpened((notice) => go(placeOf(notice)));
}
