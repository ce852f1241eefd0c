// Dragging a planned rotation to another day. Keys and a dialog do the same.

/** How far the pointer goes before it drags rather than clicks, in CSS pixels. */
const SLACK = 5;

export class Drag {
  /** What is dragged: the rotation's id. */
  rotation = $state<string | null>(null);
  /** The day under the pointer. */
  over = $state<string | null>(null);
  #from: { x: number; y: number; rotation: string; on: string } | null = null;
  #drop: (rotation: string, from: string, to: string) => void;

  constructor(drop: (rotation: string, from: string, to: string) => void) {
    this.#drop = drop;
  }

  /** The pointer goes down on something that can be moved. */
  grab(event: PointerEvent, rotation: string, on: string): void {
    if (event.button === 0) this.#from = { x: event.clientX, y: event.clientY, rotation, on };
  }

  readonly moved = (event: PointerEvent): void => {
    const from = this.#from;
    if (!from) return;
    if (this.rotation === null && Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLACK) return;
    this.rotation = from.rotation;
    this.over = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-day]")?.dataset["day"] ?? null;
    event.preventDefault();
  };

  readonly dropped = (): void => {
    const { over, rotation } = this;
    const from = this.#from;
    this.cancel();
    if (from && rotation !== null && over !== null && over !== from.on) this.#drop(rotation, from.on, over);
  };

  readonly cancel = (): void => {
    this.#from = this.rotation = this.over = null;
  };
}
