//! Problems and warnings on the terminal, or as plain lines where nobody looks at a terminal.

use crate::scenario::{Place, Problem, Problems, Warning};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::io::{IsTerminal, Write};

/// Tells all problems on standard error.
pub fn problems(problems: &Problems) {
    let mut out = std::io::stderr().lock();
    for problem in &problems.0 {
        let text = if out.is_terminal() {
            drawn(problem)
        } else {
            problem.to_string()
        };
        // Nothing can be told when standard error is closed.
        let _ = writeln!(out, "{text}");
    }
    let n = problems.0.len();
    let _ = writeln!(out, "{n} problem{}", if n == 1 { "" } else { "s" });
}

/// Tells warnings on standard error.
pub fn warnings(warnings: &[Warning]) {
    let mut out = std::io::stderr().lock();
    for warning in warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
}

/// A problem drawn under its line of the file.
fn drawn(problem: &Problem) -> String {
    let near = problem
        .nearest
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    let hint = format!("allowed: {}{near}", problem.allowed);
    let title = Level::ERROR.primary_title(problem.title());
    let Some(place) = problem.place.as_ref().filter(|place| !place.text.is_empty()) else {
        return problem.to_string();
    };
    let (start, end) = bytes(place);
    let mark = AnnotationKind::Primary.span(start..end).label(hint);
    let snippet = Snippet::source(&place.text)
        .line_start(place.line as usize)
        .path(&place.file)
        .annotation(mark);
    Renderer::styled()
        .decor_style(DecorStyle::Unicode)
        .render(&[title.element(snippet)])
}

/// The marked bytes of a line.
fn bytes(place: &Place) -> (usize, usize) {
    let at = |column: u32| {
        place
            .text
            .char_indices()
            .nth(column as usize)
            .map_or(place.text.len(), |(byte, _)| byte)
    };
    (at(place.column - 1), at(place.column - 1 + place.width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_drawn_under_its_line() {
        let place = Place {
            file: "a.json".into(),
            line: 7,
            column: 11,
            width: 3,
            text: "  \"é\": 1, \"yeers\": 3".into(),
        };
        let drawn = drawn(&Problem {
            place: Some(place),
            path: "yeers".into(),
            found: "unknown field".into(),
            allowed: "years".into(),
            nearest: Some("years".into()),
        });
        for part in ["a.json", "7", "yeers: found unknown field", "did you mean `years`?"] {
            assert!(drawn.contains(part), "{part} is not in\n{drawn}");
        }
    }
}
