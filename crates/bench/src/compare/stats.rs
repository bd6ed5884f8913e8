//! Medians and spreads over rounds.

use serde::Serialize;

/// What a figure was over the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Rounds that gave the figure.
    pub(crate) rounds: usize,
}

impl Spread {
    /// Of these values; `None` if there are none.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let (&low, &high) = (values.first()?, values.last()?);
        let middle = values.len() / 2;
        let median = match values.len() % 2 {
            0 => f64::midpoint(values[middle - 1], values[middle]),
            _ => values[middle],
        };
        Some(Self { median, low, high, rounds: values.len() })
    }

    /// With so many decimals: `1.03 [0.98–1.10]`.
    pub(crate) fn show(self, decimals: usize) -> String {
        let Self { median, low, high, .. } = self;
        format!("{median:.decimals$} [{low:.decimals$}–{high:.decimals$}]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_two() {
        let spread = Spread::of([3.0, 1.0, 2.0, f64::NAN]).unwrap();
        assert_eq!(spread, Spread { median: 2.0, low: 1.0, high: 3.0, rounds: 3 });
        assert_eq!(Spread::of([1.0, 2.0]).unwrap().show(2), "1.50 [1.00–2.00]");
        assert_eq!(Spread::of([]), None);
    }
}
