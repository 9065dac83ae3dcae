//! A table for people: columns as wide as they must be, numbers to the right.

use std::fmt;

/// Rows of `N` cells below a heading.
pub(crate) struct Table<const N: usize> {
    rows: Vec<[String; N]>,
    /// The last columns are numbers, this many of them.
    numbers: usize,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(heading: [&str; N], numbers: usize) -> Self {
        Self { rows: vec![heading.map(str::to_owned)], numbers }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for (index, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
                let gap = if column == 0 { "" } else { "  " };
                if column + self.numbers >= N {
                    line.push_str(&format!("{gap}{cell:>width$}"));
                } else {
                    line.push_str(&format!("{gap}{cell:<width$}"));
                }
            }
            let end = if index + 1 == self.rows.len() { "" } else { "\n" };
            write!(f, "{}{end}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_are_aligned_and_lines_have_no_trailing_space() {
        let mut table = Table::new(["name", "note", "n"], 1);
        table.row(["a", "längst", "1"].map(str::to_owned));
        table.row(["bcdef", "", "200"].map(str::to_owned));
        let expected = "name   note      n\na      längst    1\nbcdef          200";
        assert_eq!(table.to_string(), expected);
    }
}
