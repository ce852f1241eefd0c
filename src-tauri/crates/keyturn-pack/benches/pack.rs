//! The pack of a campaign with 20,000 items: `cargo bench -p keyturn-pack`.
#![expect(clippy::expect_used, reason = "a measurement that cannot be made ends the program")]

use std::sync::LazyLock;

use divan::Bencher;
use keyturn_pack::key::SigningKey;
use keyturn_pack::{Contents, Names, Pack, archive, samples, verify, write};

const ITEMS: u32 = 20_000;

static CONTENTS: LazyLock<Contents> = LazyLock::new(|| samples::contents(ITEMS));
static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().expect("randomness"));
static PACK: LazyLock<Pack> = LazyLock::new(|| write(&CONTENTS, Names::Full, &KEY).expect("a pack"));

fn main() {
    divan::main();
}

/// From what is known to signed files in memory.
#[divan::bench(sample_count = 3, sample_size = 1, args = [Names::Full, Names::Short, Names::None])]
fn write_20_000_items(bencher: Bencher, names: Names) {
    LazyLock::force(&CONTENTS);
    bencher.bench(|| write(&CONTENTS, names, &KEY).expect("a pack"));
}

/// The files as one zip file.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn zip_20_000_items(bencher: Bencher) {
    let at = CONTENTS.made.written_at;
    LazyLock::force(&PACK);
    bencher.bench(|| archive::zip(&PACK.files, at).expect("a zip"));
}

/// The check of all of it.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn verify_20_000_items(bencher: Bencher) {
    LazyLock::force(&PACK);
    bencher.bench(|| assert!(verify(&PACK.files).holds));
}
