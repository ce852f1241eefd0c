// What is kept on the machine, in the in-memory host.
import type { CommandError, Commands, DataReply } from "../bindings";

type Names = "data_show" | "data_backup" | "data_export" | "data_restore_choose" | "data_restore_plan" | "data_restore" | "data_passphrase" | "data_delete";
type Handlers = { [K in Names]: (request: Commands[K]["request"]) => Commands[K]["reply"] };

interface Given {
  clock: () => number;
  log: (action: string, subject: string, detail: object) => void;
  fail: (code: CommandError["code"], message: string, hint?: string) => never;
}

/** The handlers of the commands for all that is kept. */
export function dataHandlers({ clock, log, fail }: Given): Handlers {
  let lastBackup: string | null = null;
  const backup = { path: "/home/you/keyturn.backup", bytes: 41_207_808 };
  const folder = "/home/you/.local/share/keyturn";
  const show = (): DataReply => ({
    data_dir: folder,
    files: [["keyturn.db", 48_234_496], ["keyturn.db-wal", 1_206_272], ["keyturn.db-shm", 32_768], ["keyturn.json", 71]].map(([name, bytes]) => ({ path: `${folder}/${name}`, bytes: bytes as number })),
    has_passphrase: true, events: 18_204, events_days: 90, audit_entries: 640, last_backup_at: lastBackup,
  });
  return {
    data_show: show,
    data_backup: () => {
      lastBackup = new Date(clock()).toISOString();
      log("backup.written", "/home/you/keyturn.backup", {});
      return { path: "/home/you/keyturn.backup", files: 1 };
    },
    data_export: () => ({ path: "/home/you/keyturn-export-2026-11-21T141100Z", files: 11 }),
    data_restore_choose: () => backup,
    data_restore_plan: ({ passphrase }) => {
      if (passphrase === "wrong passphrase") fail("wrong_key", "the key does not open the database");
      return {
        file: backup,
        holds: { last_entry_at: new Date(clock() - 9 * 86_400_000).toISOString(), secrets: 231, reviews: 2, incidents: 1, audit_entries: 512 },
        replaces: { last_entry_at: new Date(clock() - 3 * 60_000).toISOString(), secrets: 240, reviews: 3, incidents: 2, audit_entries: 640 },
        kept_as: `${folder}/keyturn.db.before-2026-11-21T141100Z`,
      };
    },
    data_restore: () => {
      log("backup.restored", backup.path, {});
      return null;
    },
    data_passphrase: ({ current }) => {
      if (current === "wrong passphrase") fail("wrong_key", "the key does not open the database");
      log("passphrase.changed", "", {});
      return show();
    },
    data_delete: ({ typed }) => {
      if (typed.trim() !== "delete everything") fail("bad_request", "type \"delete everything\" to delete everything");
      return null;
    },
  };
}
