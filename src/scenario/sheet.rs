//! A CSV file by the text of its cells. Every fault has its line and column, so that it can be found in a spreadsheet's
//! export of a thousand rows; what repeats is told a few times and counted.

use super::problem::{Place, Problem, listing, nearest};
use std::collections::{BTreeMap, BTreeSet};

/// A table's file and text.
pub(super) struct Text {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Missing rows told one by one; a thousand of them say no more.
const TOLD: usize = 5;

/// One CSV file.
pub(super) struct Sheet {
    table: String,
    file: String,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    lines: Vec<String>,
    /// Row of each joined key, built on first use of that set of key columns.
    index: BTreeMap<String, BTreeMap<String, usize>>,
    problems: Vec<Problem>,
    missing: usize,
    missing_words: BTreeSet<String>,
}

/// One row, without the white space around its cells.
pub(super) struct Row {
    /// Counted from 1; the header is line 1.
    pub line: u32,
    pub cells: Vec<String>,
}

impl Sheet {
    pub fn read(table: &str, text: &Text, problems: &mut Vec<Problem>) -> Option<Sheet> {
        let bytes = text.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text.bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let columns = reader.headers().map(|h| h.iter().map(str::to_owned).collect());
        let rows = reader.records().map(|record| {
            record.map(|record| Row {
                line: record.position().map_or(1, csv::Position::line) as u32,
                cells: record.iter().map(str::to_owned).collect(),
            })
        });
        match (columns, rows.collect::<Result<Vec<Row>, _>>()) {
            (Ok(columns), Ok(rows)) => Some(Sheet {
                table: table.to_owned(),
                file: text.name.clone(),
                columns,
                rows,
                lines: String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect(),
                index: BTreeMap::new(),
                problems: Vec::new(),
                missing: 0,
                missing_words: BTreeSet::new(),
            }),
            (Err(error), _) | (_, Err(error)) => {
                let line = error.position().map_or(1, csv::Position::line) as u32;
                let found = format!("no CSV ({error})");
                problems.push(problem(
                    &text.name,
                    line,
                    table,
                    found,
                    "rows of equal length".to_owned(),
                ));
                None
            }
        }
    }

    /// Hands over what was found wrong.
    pub fn finish(mut self, problems: &mut Vec<Problem>) {
        if self.missing > TOLD {
            let found = format!("{} more of this kind", self.missing - TOLD);
            self.push(
                1,
                None,
                self.table.clone(),
                found,
                "one row for each combination".to_owned(),
            );
        }
        problems.append(&mut self.problems);
    }

    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// All cells of a column, in order of the rows.
    pub fn names(&mut self, column: &str) -> Vec<String> {
        let Some(at) = self.column(column) else {
            return Vec::new();
        };
        self.rows.iter().map(|row| row.cells[at].clone()).collect()
    }

    /// Tells a fault of the cell in a line and column, under the name of a field.
    pub fn report(&mut self, line: u32, column: &str, field: &str, found: String, allowed: String) {
        let at = self.columns.iter().position(|c| c == column);
        self.push(line, at, field.to_owned(), found, allowed);
    }

    /// Tells a wrong name in a line and column, with the known ones.
    pub fn report_name(&mut self, line: u32, column: &str, name: &str, known: &[&str]) {
        let field = format!("{}.{column}", self.table);
        self.report(
            line,
            column,
            &field,
            format!("\"{name}\""),
            listing(known.iter().copied()),
        );
        let fault = self.problems.last_mut().expect("it was just put there");
        fault.nearest = nearest(name, known.iter().copied());
    }

    fn push(&mut self, line: u32, column: Option<usize>, path: String, found: String, allowed: String) {
        let text = self.lines.get(line as usize - 1).cloned().unwrap_or_default();
        let (start, width) = column.and_then(|n| cell_in(&text, n)).unwrap_or((1, 1));
        let place = Place {
            file: self.file.clone(),
            line,
            column: start,
            width,
            text,
        };
        self.problems.push(Problem {
            place: Some(place),
            path,
            found,
            allowed,
            nearest: None,
        });
    }

    fn column(&mut self, name: &str) -> Option<usize> {
        let at = self.columns.iter().position(|c| c == name);
        let path = format!("{}.{name}", self.table);
        if at.is_none() && !self.problems.iter().any(|p| p.path == path) {
            let known = listing(self.columns.iter().map(String::as_str));
            let near = nearest(name, self.columns.iter().map(String::as_str));
            self.push(
                1,
                None,
                path,
                "no such column".to_owned(),
                format!("a column `{name}`; there are: {known}"),
            );
            // The column meant is marked where it stands.
            if let Some(near) = near {
                let at = self.columns.iter().position(|c| *c == near);
                let marked = at.and_then(|at| cell_in(&self.lines[0], at));
                let fault = self.problems.last_mut().expect("it was just put there");
                if let (Some((column, width)), Some(place)) = (marked, fault.place.as_mut()) {
                    (place.column, place.width) = (column, width);
                }
                fault.nearest = Some(near);
            }
        }
        at
    }

    /// The number in the one row with these keys. A missing or wrong cell is reported and read as the lower bound.
    pub fn cell(&mut self, keys: &[(&str, &str)], value: &str, low: f64, high: f64) -> f64 {
        let names: Vec<&str> = keys.iter().map(|(column, _)| *column).collect();
        let Some(columns) = names.iter().map(|c| self.column(c)).collect::<Option<Vec<usize>>>() else {
            return low;
        };
        let Some(at) = self.column(value) else { return low };
        let joined = names.join("\t");
        if !self.index.contains_key(&joined) {
            let mut rows = BTreeMap::new();
            let mut twice = Vec::new();
            for (number, row) in self.rows.iter().enumerate() {
                let key = columns
                    .iter()
                    .map(|c| row.cells[*c].as_str())
                    .collect::<Vec<_>>()
                    .join("\t");
                if rows.insert(key.clone(), number).is_some() {
                    twice.push((row.line, key));
                }
            }
            for (line, key) in twice.into_iter().take(TOLD) {
                let found = format!("a second row for {}", key.replace('\t', ", "));
                self.push(
                    line,
                    columns.first().copied(),
                    self.table.clone(),
                    found,
                    "each row once".to_owned(),
                );
            }
            self.index.insert(joined.clone(), rows);
        }
        let key = keys.iter().map(|(_, name)| *name).collect::<Vec<_>>();
        let path = format!("{}[{}].{value}", self.table, key.join(", "));
        let Some(&row) = self.index[&joined].get(&key.join("\t")) else {
            self.no_row(keys, &columns, path);
            return low;
        };
        let text = &self.rows[row].cells[at];
        match text.parse::<f64>() {
            Ok(number) if (low..=high).contains(&number) => number,
            _ => {
                let found = format!("\"{text}\"");
                let line = self.rows[row].line;
                self.push(line, Some(at), path, found, format!("a number from {low} to {high}"));
                low
            }
        }
    }

    /// Which of the allowed words stands in the rows with this key; the first when none does, which is reported.
    pub fn word(&mut self, key: &str, name: &str, value: &str, allowed: &[&str]) -> usize {
        let (Some(key), Some(at)) = (self.column(key), self.column(value)) else {
            return 0;
        };
        let words = self.rows.iter().filter(|row| row.cells[key] == name);
        let words: Vec<(u32, String)> = words.map(|row| (row.line, row.cells[at].clone())).collect();
        let Some((_, found)) = words.first() else {
            return 0; // Told where the numbers of this row are missed.
        };
        let place = allowed.iter().position(|word| word == found);
        let other = |(_, word): &&(u32, String)| place.is_none() || word != found;
        if let Some((line, text)) = words.iter().find(other) {
            let path = format!("{}[{name}].{value}", self.table);
            let allowed = format!("one of {}, the same in each row", allowed.join(", "));
            self.push(*line, Some(at), path, format!("\"{text}\""), allowed);
        }
        place.unwrap_or(0)
    }

    /// A row is missing: because its key is written in another word throughout, or alone.
    fn no_row(&mut self, keys: &[(&str, &str)], columns: &[usize], path: String) {
        for ((name, wanted), &at) in keys.iter().zip(columns) {
            if self.rows.iter().any(|row| row.cells[at] == *wanted) {
                continue;
            }
            let (path, found) = (format!("{}.{name}", self.table), format!("no row with {name} {wanted}"));
            if self.missing_words.insert(found.clone()) {
                let mut there: Vec<String> = self.rows.iter().map(|row| row.cells[at].clone()).collect();
                there.sort();
                there.dedup();
                let words = listing(there.iter().map(String::as_str));
                let allowed = format!("rows for {wanted}; there are rows for: {words}");
                self.miss(Some(at), path, found, allowed);
            }
            return;
        }
        let allowed = "one row for each combination".to_owned();
        self.miss(None, path, "no such row".to_owned(), allowed);
    }

    fn miss(&mut self, at: Option<usize>, path: String, found: String, allowed: String) {
        self.missing += 1;
        if self.missing <= TOLD {
            self.push(1, at, path, found, allowed);
        }
    }
}

/// Where the cell of a number stands in a line, and how wide it is, in characters. None where the line has no such cell,
/// as when a text in quotes goes on over its end.
fn cell_in(line: &str, number: usize) -> Option<(u32, u32)> {
    let (mut cell, mut quoted, mut from) = (0, false, 0);
    let characters: Vec<char> = line.chars().collect();
    for (at, c) in characters.iter().chain([&',']).enumerate() {
        match c {
            '"' if at < characters.len() => quoted = !quoted,
            ',' if !quoted => {
                if cell == number {
                    return Some((from as u32 + 1, (at - from).max(1) as u32));
                }
                (cell, from) = (cell + 1, at + 1);
            }
            _ => {}
        }
    }
    None
}

/// A fault in a line of a CSV file.
pub(super) fn problem(file: &str, line: u32, path: &str, found: String, allowed: String) -> Problem {
    let place = Place {
        file: file.to_owned(),
        line,
        column: 1,
        width: 1,
        text: String::new(),
    };
    Problem {
        place: Some(place),
        path: path.to_owned(),
        found,
        allowed,
        nearest: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        let text = Text {
            name: "own.csv".to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        Sheet::read("own", &text, &mut Vec::new()).expect("it is CSV")
    }
    fn told(sheet: Sheet) -> Vec<String> {
        let mut problems = Vec::new();
        sheet.finish(&mut problems);
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn a_cell_is_found_behind_quotes_and_white_space() {
        assert_eq!(cell_in("a,\"b, c\",dé, 4", 0), Some((1, 1)));
        assert_eq!(cell_in("a,\"b, c\",dé, 4", 2), Some((10, 2)));
        assert_eq!(cell_in("a,\"b, c\",dé, 4", 3), Some((13, 2)));
        assert_eq!(cell_in("a,b", 2), None);
        assert_eq!(cell_in("a,\"b", 1), None, "it goes on in the next line");
    }

    #[test]
    fn lines_count_those_left_empty_and_those_in_quotes() {
        let mut own = sheet("\u{feff}name,note,n\n\na,\"x\ny\",1\nb,,two\n");
        assert_eq!(own.cell(&[("name", "a")], "n", 0.0, 9.0), 1.0);
        own.cell(&[("name", "b")], "n", 0.0, 9.0);
        assert_eq!(
            told(own),
            ["own.csv:5:4: own[b].n: found \"two\"; allowed: a number from 0 to 9"]
        );
    }

    #[test]
    fn another_word_throughout_is_told_once_and_gaps_are_counted() {
        let mut own = sheet("sex,age,n\nF,1,1\nM,1,1\n");
        for age in ["1", "2"] {
            own.cell(&[("sex", "female"), ("age", age)], "n", 0.0, 9.0);
        }
        let lines = told(own);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with(
            "own.csv:1:1: own.sex: found no row with sex female; allowed: rows for female; there are rows for: F, M"
        ));

        let ages: Vec<String> = (0..20).map(|age| age.to_string()).collect();
        let text: String = ages.iter().map(|age| format!("f,{age},1\n")).collect();
        let mut own = sheet(&format!("sex,age,n\nm,0,1\n{text}"));
        for age in &ages {
            own.cell(&[("sex", "m"), ("age", age)], "n", 0.0, 9.0);
        }
        let lines = told(own);
        assert_eq!(lines.len(), TOLD + 1, "{lines:?}");
        assert!(lines[TOLD].contains("14 more of this kind"), "{lines:?}");
    }

    #[test]
    fn a_column_of_another_name_is_marked() {
        let mut own = sheet("age,peple\n1,2\n");
        own.cell(&[("age", "1")], "people", 0.0, 9.0);
        assert_eq!(
            told(own),
            [
                "own.csv:1:5: own.people: found no such column; allowed: a column `people`; there are: age, peple; did you mean `peple`?"
            ]
        );
    }
}
