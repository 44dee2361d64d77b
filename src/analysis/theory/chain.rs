//! The long-run distribution of any finite Markov chain, by the elimination of Grassmann, Taksar and Heyman: nothing is
//! subtracted, so nothing is lost to rounding, however rare a state.

/// Steps of a chain over the states 0 … `states` − 1, each of which can be reached from each other.
#[derive(Clone, Debug)]
pub struct Chain {
    states: usize,
    steps: Vec<(usize, usize, f64)>,
}

impl Chain {
    pub fn new(states: usize) -> Chain {
        Chain {
            states,
            steps: Vec::new(),
        }
    }

    /// A step at `rate` a unit of time. Steps that lead nowhere or never happen may be told too.
    pub fn step(&mut self, from: usize, to: usize, rate: f64) {
        assert!(
            from.max(to) < self.states && rate >= 0.0,
            "step {from} → {to} at rate {rate}"
        );
        if from != to && rate > 0.0 {
            self.steps.push((from, to, rate));
        }
    }

    /// Share of time in each state. The work is states × width², where width is the longest step between numbers of
    /// states: number them so that steps are short.
    ///
    /// States are taken out from the last to the first, the steps through each given to the states before it; then put
    /// back. Source: Grassmann, Taksar and Heyman, *Operations Research* 33 (1985) 1107–1116.
    pub fn stationary(&self) -> Vec<f64> {
        let width = self.steps.iter().map(|(a, b, _)| a.abs_diff(*b)).max().unwrap_or(0);
        // rate(i → j) lies in row i at j − i + width.
        let row = 2 * width + 1;
        let at = |from: usize, to: usize| from * row + to + width - from;
        let mut rate = vec![0.0; self.states * row];
        for &(from, to, r) in &self.steps {
            rate[at(from, to)] += r;
        }
        for last in (1..self.states).rev() {
            let first = last.saturating_sub(width);
            let out: f64 = (first..last).map(|to| rate[at(last, to)]).sum();
            assert!(out > 0.0, "state {last} is never left for an earlier one");
            for from in first..last {
                let share = rate[at(from, last)] / out;
                if share > 0.0 {
                    rate[at(from, last)] = share;
                    for to in first..last {
                        rate[at(from, to)] += share * rate[at(last, to)];
                    }
                }
            }
        }
        let mut p = vec![1.0; self.states];
        for state in 1..self.states {
            let first = state.saturating_sub(width);
            p[state] = (first..state).map(|from| p[from] * rate[at(from, state)]).sum();
        }
        let sum: f64 = p.iter().sum();
        p.iter_mut().for_each(|x| *x /= sum);
        p
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_three_agrees_with_hand() {
        // 0 → 1 at 2, 1 → 2 at 1, 2 → 0 at 4: each flow is alike, so shares are as ½ : 1 : ¼.
        let mut chain = Chain::new(3);
        chain.step(0, 1, 2.0);
        chain.step(1, 2, 1.0);
        chain.step(2, 0, 4.0);
        let p = chain.stationary();
        for (got, expected) in p.iter().zip([2.0 / 7.0, 4.0 / 7.0, 1.0 / 7.0]) {
            assert!((got - expected).abs() < 1e-15, "{p:?}");
        }
    }

    #[test]
    fn a_birth_death_chain_agrees_with_its_product() {
        let mut chain = Chain::new(40);
        for n in 0..39 {
            chain.step(n, n + 1, 3.0);
            chain.step(n + 1, n, (n + 1).min(4) as f64);
        }
        let product = super::super::birth_death::stationary(|_| 3.0, |n| n.min(4) as f64, 39);
        for (a, b) in chain.stationary().iter().zip(product) {
            assert!((a - b).abs() < 1e-14 * b, "{a} is not {b}");
        }
    }
}
