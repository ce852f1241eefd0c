//! Cases of the evaluator's own.
