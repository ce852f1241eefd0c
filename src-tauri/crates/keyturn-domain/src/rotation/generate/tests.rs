//! Values of the right shape, drawn evenly, from bytes that are handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use proptest::prelude::*;

use super::*;

/// Bytes in turn, from the beginning again when they end.
fn bytes(given: Vec<u8>) -> impl FnMut(&mut [u8]) -> Result<(), Infallible> {
    let mut given = given.into_iter().cycle();
    move |slots| {
        slots.iter_mut().zip(&mut given).for_each(|(slot, byte)| *slot = byte);
        Ok(())
    }
}

fn shape(alphabet: Alphabet, length: u16) -> Shape {
    Shape { alphabet, length, least: 16 }
}

#[test]
fn the_shape_of_each_kind() {
    let line = |kind: Kind| match usual(kind) {
        Some(Shape { alphabet, length, least }) => {
            let bits = alphabet.entropy_bits(length);
            format!("{:24} {length} of {}, {bits:.1} bits, {least} at least", kind.code(), alphabet.code())
        }
        None => format!("{:24} made elsewhere", kind.code()),
    };
    insta::assert_snapshot!(Kind::ALL.into_iter().map(line).collect::<Vec<_>>().join("\n"));
    for kind in Kind::ALL.into_iter().filter_map(|kind| usual(kind).map(|shape| (kind, shape))) {
        assert!(kind.1.length >= kind.1.least && kind.1.alphabet.entropy_bits(kind.1.least) >= 128.0, "{kind:?}");
    }
}

#[test]
fn alphabets_have_each_symbol_once_and_none_that_breaks_a_connection_string() {
    for (alphabet, size) in
        [(Alphabet::Alphanumeric, 62), (Alphabet::Unreserved, 66), (Alphabet::UrlSafe, 64), (Alphabet::Hex, 16)]
    {
        let symbols = alphabet.symbols();
        assert_eq!((symbols.len(), symbols.chars().collect::<BTreeSet<_>>().len()), (size, size));
        assert!(!symbols.contains(['@', ':', '/', '?', '#', '%', '"', '\'', '\\', ' ', '$', '&']), "{symbols}");
        assert_eq!(Alphabet::from_code(alphabet.code()), Some(alphabet));
    }
}

#[test]
fn fifty_of_sixty_two_symbols_have_298_bits() {
    assert_eq!(format!("{:.1}", Alphabet::Alphanumeric.entropy_bits(50)), "297.7");
    assert_eq!(format!("{:.1}", Alphabet::Hex.entropy_bits(64)), "256.0");
}

/// Asks whether a type has a trait: the type's own constant wins over the trait's where its bound holds.
struct Probe<T>(std::marker::PhantomData<T>);

impl<T: std::fmt::Debug> Probe<T> {
    const PRINTS: bool = true;
}

impl<T: serde::Serialize> Probe<T> {
    const SERIALISES: bool = true;
}

impl<T: Clone> Probe<T> {
    const COPIES: bool = true;
}

trait Otherwise {
    const PRINTS: bool = false;
    const SERIALISES: bool = false;
    const COPIES: bool = false;
}

impl<T> Otherwise for Probe<T> {}

#[test]
fn a_new_value_is_neither_printed_nor_serialised_nor_copied() {
    let of_text = [Probe::<String>::PRINTS, Probe::<String>::SERIALISES, Probe::<String>::COPIES];
    let of_value = [Probe::<NewValue>::PRINTS, Probe::<NewValue>::SERIALISES, Probe::<NewValue>::COPIES];
    assert_eq!((of_text, of_value), ([true; 3], [false; 3]));
}

#[test]
fn lengths_have_bounds() {
    let check = |length, least, expect: Result<usize, u16>| {
        let shape = Shape { alphabet: Alphabet::Hex, length, least };
        let found = generate(shape, bytes((0..=255).collect())).map(|value| value.expose().len());
        let found = found.map_err(|fault| match fault {
            GenerateFault::Length { least, .. } => least,
            other => panic!("{other}"),
        });
        assert_eq!(found, expect, "{length} {least}");
    };
    check(16, 0, Ok(16));
    check(15, 0, Err(16));
    check(512, 16, Ok(512));
    check(513, 16, Err(16));
    check(31, 32, Err(32));
    check(32, 32, Ok(32));
}

#[test]
fn a_source_that_fails_or_repeats_itself_gives_no_value() {
    let failed = generate(shape(Alphabet::Hex, 32), |_: &mut [u8]| Err(std::fmt::Error));
    assert_eq!(failed.err(), Some(GenerateFault::Source(std::fmt::Error)));
    let stuck = generate(shape(Alphabet::Alphanumeric, 32), bytes(vec![255]));
    assert_eq!(stuck.err(), Some(GenerateFault::NotRandom));
}

#[test]
fn every_symbol_comes_from_as_many_bytes_as_any_other() {
    for alphabet in Alphabet::ALL {
        let size = alphabet.symbols().len();
        let even = 256 - 256 % size;
        // All 256 bytes once give every symbol as often as fits, and nothing from what is left over.
        let length = u16::try_from(even).expect("a length");
        let value = generate(shape(alphabet, length), bytes((0..=255).collect())).expect("a value");
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for symbol in value.expose().chars() {
            *counts.entry(symbol).or_default() += 1;
        }
        assert_eq!(counts.len(), size);
        assert!(counts.values().all(|count| *count == even / size), "{alphabet:?} {counts:?}");
    }
}

proptest! {
    #[test]
    fn values_have_their_length_their_alphabet_and_the_bytes_order(
        given in prop::collection::vec(any::<u8>(), 64..600),
        length in LENGTHS,
        which in 0..Alphabet::ALL.len(),
    ) {
        let alphabet = Alphabet::ALL[which];
        let symbols: Vec<char> = alphabet.symbols().chars().collect();
        let even = 256 - 256 % symbols.len();
        let usable: Vec<char> = given
            .iter()
            .map(|byte| usize::from(*byte))
            .filter(|byte| *byte < even)
            .map(|byte| symbols[byte % symbols.len()])
            .collect();
        prop_assume!(usable.len() > given.len() / 2);
        let value = generate(shape(alphabet, length), bytes(given)).expect("a value");
        let expect: String = usable.iter().cycle().take(usize::from(length)).collect();
        prop_assert_eq!(value.expose(), expect);
        prop_assert!((value.entropy_bits() - alphabet.entropy_bits(length)).abs() < f64::EPSILON);
    }
}
