//! A list of jobs onto the cores of the machine; the results stand in the order of the jobs.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// As large as that of a main thread: charts may be nested deep.
const STACK_SIZE: usize = 8 << 20;

/// Enough for what is nested as deep as may be; only what is used of it is taken.
const DEEP: usize = 256 << 20;

/// Does every job, as many at a time as there are cores.
pub fn on_all_cores<J: Send, R: Send>(jobs: Vec<J>, work: impl Fn(J) -> R + Sync) -> Vec<R> {
    spread(jobs, STACK_SIZE, Caller::Works, work)
}

/// The same of what may be nested deeper than the stack of the caller allows.
pub(crate) fn on_deep_stacks<J: Send, R: Send>(
    jobs: Vec<J>,
    work: impl Fn(J) -> R + Sync,
) -> Vec<R> {
    spread(jobs, DEEP, Caller::Waits, work)
}

/// What the thread that asks does meanwhile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    Works,
    Waits,
}

fn spread<J: Send, R: Send>(
    jobs: Vec<J>,
    stack: usize,
    caller: Caller,
    work: impl Fn(J) -> R + Sync,
) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(jobs.len());
    let others = cores - usize::from(caller == Caller::Works && cores > 0);
    let queue = Mutex::new(jobs.into_iter().enumerate());
    let work_off = || {
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let mut done = Vec::new();
        while let Some((at, job)) = next() {
            done.push((at, work(job)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let spawn = |_| Builder::new().stack_size(stack).spawn_scoped(scope, work_off);
        let others: Vec<_> = (0..others).filter_map(|other| spawn(other).ok()).collect();
        // Where no thread can be had, this one does the work of all.
        let is_idle = caller == Caller::Waits && !others.is_empty();
        let mut done = if is_idle { Vec::new() } else { work_off() };
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_jobs() {
        let jobs: Vec<u64> = (0..100).collect();
        let later_is_faster = |job: u64| {
            thread::sleep(std::time::Duration::from_micros(100 - job));
            job * 2
        };
        let expected: Vec<u64> = jobs.iter().map(|job| job * 2).collect();
        assert_eq!(on_all_cores(jobs, later_is_faster), expected);
        assert!(on_all_cores(Vec::new(), later_is_faster).is_empty());
    }
}
