//! The tables, one file each: its migration, its rows, its reader and its writer.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod audit_log;
pub(crate) mod cells;
pub(crate) mod incident;
pub(crate) mod kind_corrections;
pub(crate) mod listing;
pub(crate) mod notes;
pub(crate) mod problems;
pub(crate) mod review;
pub(crate) mod rotation;
pub(crate) mod runbook;
pub(crate) mod secret_changes;
pub(crate) mod secret_facts;
pub(crate) mod secret_tags;
pub(crate) mod secrets;
pub(crate) mod settings;
pub(crate) mod staged;
pub(crate) mod syncs;
pub(crate) mod trail;
pub(crate) mod views;

/// Defines the two handles of a table: `$reader` reads, `$writer` writes and reads what it wrote.
macro_rules! handles {
    ($table:ident, $reader:ident, $writer:ident, $what:literal) => {
        #[doc = concat!("Reads ", $what, ".")]
        #[derive(Debug)]
        pub struct $reader<'a>(pub(crate) &'a rusqlite::Connection);

        #[doc = concat!("Writes ", $what, "; reads what it wrote.")]
        #[derive(Debug)]
        pub struct $writer<'a>($reader<'a>);

        impl<'a> std::ops::Deref for $writer<'a> {
            type Target = $reader<'a>;

            fn deref(&self) -> &$reader<'a> {
                &self.0
            }
        }

        impl<'a> crate::database::Reader<'a> {
            #[doc = concat!("Reads ", $what, ".")]
            pub fn $table(&self) -> $reader<'a> {
                $reader(self.connection)
            }
        }

        impl<'a> crate::database::Writer<'a> {
            #[doc = concat!("Writes ", $what, ".")]
            pub fn $table(&self) -> $writer<'a> {
                $writer($reader(self.connection()))
            }
        }
    };
}
pub(crate) use handles;
