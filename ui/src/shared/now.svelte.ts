// The present instant, for relative times. It moves every 20 seconds, and only while something shows it.
import { createSubscriber } from "svelte/reactivity";

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 20_000);
  return () => clearInterval(timer);
});

/** Now, in milliseconds since 1970. Reading it in a template or `$derived` keeps that up to date. */
export function now(): number {
  subscribe();
  return Date.now();
}
