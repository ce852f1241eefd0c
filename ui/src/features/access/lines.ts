// Two texts line by line: what goes, what comes, what stays.

/** A line with whether the other text has it too. */
export interface Line {
  text: string;
  same: boolean;
}

/** Longer texts are shown without marks: comparing costs their product. */
const MOST = 400;

/** Marks the lines of both texts that are not in their longest common sequence. */
export function compare(before: string, after: string): { before: Line[]; after: Line[] } {
  const [a, b] = [before.split("\n"), after.split("\n")];
  if (a.length > MOST || b.length > MOST) return { before: a.map((text) => ({ text, same: true })), after: b.map((text) => ({ text, same: true })) };
  const bare = (line: string | undefined) => (line ?? "").trim().replace(/,$/u, "");
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number) => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = length[i];
    if (!row) continue;
    for (let j = b.length - 1; j >= 0; j -= 1) row[j] = bare(a[i]) === bare(b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines = { before: a.map((text) => ({ text, same: false })), after: b.map((text) => ({ text, same: false })) };
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [lines.before[i], lines.after[j]];
    if (bare(a[i]) === bare(b[j])) {
      if (left) left.same = true;
      if (right) right.same = true;
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return lines;
}
