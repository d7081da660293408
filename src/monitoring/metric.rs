//! One metric, and how it is recorded.

use std::time::Duration;

use metrics::{Label, SharedString, Unit};

use super::recorder::is_enabled;

/// What a metric measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number that only grows.
    Counter,
    /// A number that grows and falls.
    Gauge,
    /// Durations, counted in buckets.
    Histogram,
}

/// A metric: its name, the names of its labels, and what it means.
#[derive(Debug)]
pub struct Metric {
    /// The name in the text format of Prometheus.
    pub name: &'static str,
    /// What it measures.
    pub kind: Kind,
    /// The names of the labels.
    pub labels: &'static [&'static str],
    /// What it means.
    pub about: &'static str,
}

pub(super) const fn counter(
    name: &'static str,
    labels: &'static [&'static str],
    about: &'static str,
) -> Metric {
    Metric { name, kind: Kind::Counter, labels, about }
}

pub(super) const fn gauge(
    name: &'static str,
    labels: &'static [&'static str],
    about: &'static str,
) -> Metric {
    Metric { name, kind: Kind::Gauge, labels, about }
}

pub(super) const fn histogram(
    name: &'static str,
    labels: &'static [&'static str],
    about: &'static str,
) -> Metric {
    Metric { name, kind: Kind::Histogram, labels, about }
}

impl Metric {
    /// Adds `count` to a counter. `values` are those of the labels, in their order.
    pub fn add<const N: usize>(&self, count: u64, values: [&'static str; N]) {
        if is_enabled() {
            metrics::counter!(self.name, self.labels(values.map(SharedString::const_str))).increment(count);
        }
    }

    /// Sets a gauge. `values` are those of the labels, in their order.
    #[expect(clippy::cast_precision_loss, reason = "these numbers are far below 2^52")]
    pub fn set<const N: usize>(&self, value: usize, values: [SharedString; N]) {
        if is_enabled() {
            metrics::gauge!(self.name, self.labels(values)).set(value as f64);
        }
    }

    /// Raises a gauge without labels by one until the guard is dropped.
    pub fn raise(&'static self) -> Raised {
        if is_enabled() {
            metrics::gauge!(self.name).increment(1.0);
            return Raised(Some(self));
        }
        Raised(None)
    }

    /// Adds a duration to a histogram. `values` are those of the labels, in their order.
    pub fn observe<const N: usize>(&self, took: Duration, values: [SharedString; N]) {
        if is_enabled() {
            metrics::histogram!(self.name, self.labels(values)).record(took.as_secs_f64());
        }
    }

    /// Tells the recorder what the metric means.
    pub(super) fn describe(&self) {
        match self.kind {
            Kind::Counter => metrics::describe_counter!(self.name, self.about),
            Kind::Gauge => metrics::describe_gauge!(self.name, self.about),
            Kind::Histogram => metrics::describe_histogram!(self.name, Unit::Seconds, self.about),
        }
    }

    fn labels<const N: usize>(&self, values: [SharedString; N]) -> Vec<Label> {
        debug_assert_eq!(self.labels.len(), N, "{} has other labels", self.name);
        self.labels.iter().zip(values).map(|(name, value)| Label::new(*name, value)).collect()
    }
}

/// Lowers the gauge again when it is dropped.
#[must_use]
pub struct Raised(Option<&'static Metric>);

impl Drop for Raised {
    fn drop(&mut self) {
        if let Some(metric) = self.0 {
            metrics::gauge!(metric.name).decrement(1.0);
        }
    }
}
