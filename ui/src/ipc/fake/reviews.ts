// Reviews of access in the in-memory host.
import { decideHandlers } from "./reviews/decide";
import { openHandlers } from "./reviews/open";
import { packetHandlers } from "./reviews/packets";
import { World, type Host } from "./reviews/world";

/** The handlers of the reviews' commands, and the days on which they are due. */
export function reviewHandlersOf(host: Host) {
  const world = new World(host);
  return {
    handlers: { ...openHandlers(world), ...decideHandlers(world), ...packetHandlers(world) },
    due: () => world.campaigns.filter((c) => c.open).map(({ of }) => ({ id: of.id, name: of.name, on: of.due_on })),
  };
}
