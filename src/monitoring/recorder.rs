//! The recorder of the process. The crate `metrics` has one for each process, as the crate
//! `log` has one logger.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;

use super::{BUCKETS, BUILD_INFO, Kind, METRICS, UPKEEP_INTERVAL};

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Returns whether metrics are recorded.
pub fn is_enabled() -> bool {
    RECORDER.get().is_some()
}

/// Renders the metrics in the text format of Prometheus.
#[derive(Clone)]
pub struct Exporter {
    handle: PrometheusHandle,
    process: Collector,
}

impl Exporter {
    /// Starts to record, and returns the exporter. All exporters of a process have the same
    /// metrics.
    ///
    /// # Errors
    /// If the process has another recorder already.
    pub fn start() -> Result<Self, BuildError> {
        let handle = if let Some(handle) = RECORDER.get() {
            handle.clone()
        } else {
            let handle = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
            RECORDER.get_or_init(|| handle).clone()
        };
        for metric in METRICS {
            metric.describe();
        }
        // A counter that nothing has raised yet is shown as 0: a query of its rate then has
        // the first event too.
        for metric in METRICS.iter().filter(|metric| metric.labels.is_empty()) {
            match metric.kind {
                Kind::Counter => metric.add(0, []),
                Kind::Gauge => metrics::gauge!(metric.name).increment(0.0),
                Kind::Histogram => {}
            }
        }
        BUILD_INFO.set(1, [env!("CARGO_PKG_VERSION").into()]);
        let process = Collector::default();
        process.describe();
        Ok(Self { handle, process })
    }

    /// Returns the metrics, and those of the process: CPU time, memory, open files.
    pub fn render(&self) -> String {
        self.process.collect();
        self.handle.render()
    }

    /// Sums up the durations that were recorded, again and again.
    pub async fn keep_up(self) {
        loop {
            tokio::time::sleep(UPKEEP_INTERVAL).await;
            self.handle.run_upkeep();
        }
    }
}
