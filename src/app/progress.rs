//! The progress bar: events per second and time left. Silent where nobody looks at a terminal, and with `--quiet`.

use crate::experiment::{Progress, Watch};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

/// Listens to an experiment and draws a bar on standard error.
pub struct Bar {
    bar: ProgressBar,
    events: AtomicU64,
}

impl Bar {
    /// `days` is the number of simulated days of the whole experiment.
    pub fn new(days: u64, quiet: bool) -> Bar {
        let silent = quiet || !std::io::stderr().is_terminal();
        let target = if silent {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(4)
        };
        let bar = ProgressBar::with_draw_target(Some(days), target);
        let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {eta} left")
            .expect("the template is fixed and names only known parts");
        bar.set_style(style);
        Bar {
            bar,
            events: AtomicU64::new(0),
        }
    }

    /// Events handled so far.
    pub fn events(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }

    /// One step on, where the length is in steps.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Bar {
    fn heard(&self, progress: Progress) {
        let events = self.events.fetch_add(progress.events, Ordering::Relaxed) + progress.events;
        self.bar.inc(progress.days);
        let seconds = self.bar.elapsed().as_secs_f64();
        if seconds > 0.0 && !self.bar.is_hidden() {
            self.bar
                .set_message(format!("{:.1} million events a second", events as f64 / seconds / 1e6));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_bar_still_counts() {
        let bar = Bar::new(10, true);
        bar.heard(Progress { events: 7, days: 4 });
        bar.heard(Progress { events: 5, days: 6 });
        assert_eq!(bar.events(), 12);
        assert!(bar.bar.is_hidden());
        assert_eq!(bar.bar.position(), 10);
    }
}
