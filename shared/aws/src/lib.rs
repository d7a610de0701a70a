//! Adapters to AWS behind the traits their users own.
