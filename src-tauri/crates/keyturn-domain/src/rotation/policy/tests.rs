//! Policies: presets, faults, precedence, printing and editing.

use std::fmt::Write as _;

use super::*;

#[test]
fn every_preset_is_read_and_compiled() {
    for preset in PRESETS {
        match parse(preset.text) {
            Ok(policy) => {
                assert_eq!(policy.name, preset.name);
                assert!(CompiledPolicy::new(policy).is_ok(), "{}", preset.name);
            }
            Err(faults) => {
                let mut text = String::new();
                for fault in faults {
                    writeln!(text, "{fault} {}", fault.hint).expect("text");
                }
                panic!("{}:\n{text}", preset.name);
            }
        }
    }
}
