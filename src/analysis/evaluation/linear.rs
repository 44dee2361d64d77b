//! Ordinary least squares and the linear systems that the designs solve.

/// Coefficients, their covariance, and the degrees of freedom that are left.
pub struct Fit {
    pub coefficients: Vec<f64>,
    pub covariance: Vec<Vec<f64>>,
    pub left: usize,
}

/// Least squares of `y` on the columns of `rows`; nothing where a column follows from others or no degree of freedom is left.
pub fn least_squares(rows: &[Vec<f64>], y: &[f64]) -> Option<Fit> {
    let k = rows.first()?.len();
    let left = rows.len().checked_sub(k).filter(|left| *left > 0)?;
    let mut cross = vec![vec![0.0; k]; k];
    let mut right = vec![0.0; k];
    for (row, y) in rows.iter().zip(y) {
        for i in 0..k {
            right[i] += row[i] * y;
            for j in 0..k {
                cross[i][j] += row[i] * row[j];
            }
        }
    }
    let inverse = inverse(cross)?;
    let coefficients: Vec<f64> = inverse.iter().map(|row| dot(row, &right)).collect();
    let squares: f64 = rows
        .iter()
        .zip(y)
        .map(|(row, y)| (y - dot(row, &coefficients)).powi(2))
        .sum();
    let variance = squares / left as f64;
    let covariance = inverse
        .iter()
        .map(|row| row.iter().map(|x| x * variance).collect())
        .collect();
    Some(Fit {
        coefficients,
        covariance,
        left,
    })
}

/// The inverse, by elimination with pivots; nothing for a matrix that has none.
pub fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    /// Smaller than this beside the largest entry, a pivot is nothing.
    const NOTHING: f64 = 1e-12;
    let n = matrix.len();
    let scale = matrix.iter().flatten().fold(0.0f64, |most, x| most.max(x.abs()));
    let mut other: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect())
        .collect();
    for k in 0..n {
        let best = (k..n).max_by(|&a, &b| matrix[a][k].abs().total_cmp(&matrix[b][k].abs()))?;
        if matrix[best][k].abs() <= NOTHING * scale {
            return None;
        }
        matrix.swap(k, best);
        other.swap(k, best);
        let pivot = matrix[k][k];
        matrix[k].iter_mut().chain(&mut other[k]).for_each(|x| *x /= pivot);
        let (row, row_other) = (matrix[k].clone(), other[k].clone());
        for i in (0..n).filter(|&i| i != k) {
            let factor = matrix[i][k];
            matrix[i].iter_mut().zip(&row).for_each(|(x, p)| *x -= factor * p);
            other[i].iter_mut().zip(&row_other).for_each(|(x, p)| *x -= factor * p);
        }
    }
    Some(other)
}

pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_worked_by_hand() {
        // y = 1, 3, 4 at x = 0, 1, 2: slope 1.5, intercept 7/6, residual squares 1/6 over one degree of freedom.
        let rows: Vec<Vec<f64>> = (0..3).map(|x| vec![1.0, f64::from(x)]).collect();
        let fit = least_squares(&rows, &[1.0, 3.0, 4.0]).expect("it has an answer");
        assert!((fit.coefficients[0] - 7.0 / 6.0).abs() < 1e-12 && (fit.coefficients[1] - 1.5).abs() < 1e-12);
        assert!((fit.covariance[1][1] - 1.0 / 12.0).abs() < 1e-12 && fit.left == 1);
        let twice: Vec<Vec<f64>> = (0..4).map(|x| vec![f64::from(x), 2.0 * f64::from(x)]).collect();
        assert!(
            least_squares(&twice, &[1.0; 4]).is_none(),
            "a column that is twice another"
        );
    }
}
