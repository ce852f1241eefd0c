//! Seeded chance: the same seed throws the same dice, on every machine.

use chrono::{DateTime, Duration, Utc};
use rand::Rng;
use rand::SeedableRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

/// Chance, and the instant that ages are counted from.
pub(crate) struct Dice {
    rng: ChaCha8Rng,
    now: DateTime<Utc>,
}

impl Dice {
    pub(crate) fn new(seed: u64, now: DateTime<Utc>) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed), now }
    }

    /// Dice of their own for one purpose: what is thrown with them changes nothing that is thrown elsewhere.
    pub(crate) fn apart(seed: u64, purpose: u64, now: DateTime<Utc>) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(purpose);
        Self { rng, now }
    }

    /// 128 random bits.
    pub(crate) fn bits(&mut self) -> u128 {
        self.rng.random()
    }

    /// One of these. `None` of an empty list.
    pub(crate) fn one<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.choose(&mut self.rng)
    }

    /// So many of these, or all there are, in an order of chance.
    pub(crate) fn some<T: Clone>(&mut self, choices: &[T], count: usize) -> Vec<T> {
        choices.choose_multiple(&mut self.rng, count).cloned().collect()
    }

    /// Whether something of `percent` chance happens.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.rng.random_range(low..=high)
    }

    /// One of the choices. The choices here are literal tables: an empty one gives the default.
    pub(crate) fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        choices.choose(&mut self.rng).copied().unwrap_or_default()
    }

    pub(crate) fn shuffle<T>(&mut self, cards: &mut [T]) {
        cards.shuffle(&mut self.rng);
    }

    /// `length` characters of the alphabet.
    pub(crate) fn text(&mut self, alphabet: &str, length: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| self.pick(&letters)).collect()
    }

    pub(crate) fn hex(&mut self, length: usize) -> String {
        self.text("0123456789abcdef", length)
    }

    /// The six characters that Secrets Manager puts after a secret's name.
    pub(crate) fn suffix(&mut self) -> String {
        self.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 6)
    }

    /// A random UUID, version 4.
    pub(crate) fn uuid(&mut self) -> String {
        format!(
            "{}-{}-4{}-{}{}-{}",
            self.hex(8),
            self.hex(4),
            self.hex(3),
            self.text("89ab", 1),
            self.hex(3),
            self.hex(12)
        )
    }

    /// A value that tests look for. It opens nothing.
    pub(crate) fn canary(&mut self) -> String {
        format!("KEYTURN-CANARY-{}", self.hex(32))
    }

    /// A number of days plus some hours and milliseconds ago, never in the future.
    pub(crate) fn days_ago(&mut self, days: i64) -> DateTime<Utc> {
        let within_the_day = self.between(60_000, 86_399_000);
        self.now - Duration::days(days) - Duration::milliseconds(within_the_day)
    }

    /// Between `low` and `high` days ago.
    pub(crate) fn ago(&mut self, low: i64, high: i64) -> DateTime<Utc> {
        let days = self.between(low, high);
        self.days_ago(days)
    }

    /// Between `low` and `high` days ago, no more than a quarter of the way back for half of all: old things are rarer.
    pub(crate) fn aged(&mut self, low: i64, high: i64) -> DateTime<Utc> {
        let share = self.between(0, 1000);
        self.days_ago(low + (high - low) * share * share / 1_000_000)
    }

    /// Minutes to hours ago.
    pub(crate) fn today(&mut self) -> DateTime<Utc> {
        self.now - Duration::milliseconds(self.between(120_000, 20_000_000))
    }

    /// An instant between `after` and now.
    pub(crate) fn since(&mut self, after: DateTime<Utc>) -> DateTime<Utc> {
        let span = (self.now - after).num_milliseconds().max(1);
        after + Duration::milliseconds(self.between(0, span))
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }
}
