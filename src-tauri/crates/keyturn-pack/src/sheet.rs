//! A table of the pack, written once as a sheet of the workbook and once as CSV.

use chrono::{DateTime, Utc};
use keyturn_domain::spreadsheet::guard;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

/// The most characters of a cell: Excel takes 32,767 and no more.
/// <https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>
const CELL: usize = 32_000;

/// The most rows of a sheet below its header, by the same page.
const ROWS: usize = 1_048_575;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Text; hostile text too: never a formula.
    Text(String),
    /// A count.
    Number(u64),
    /// Nothing.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Text(if yes { "yes" } else { "no" }.to_owned())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

/// A table with a name, a header and rows of as many cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Its name in the workbook, such as `Roster`; in small letters the name of its CSV file.
    pub(crate) name: &'static str,
    /// The header.
    pub(crate) columns: &'static [&'static str],
    /// The rows.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// The table as CSV with a header, lines ending in LF. Text that a spreadsheet would run has an apostrophe before it.
pub(crate) fn csv(sheet: &Sheet) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // A vector takes every write, and every row has the header's width: neither line can fail.
    let mut written = writer.write_record(sheet.columns);
    for row in &sheet.rows {
        written = written.and_then(|()| {
            writer.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => guard(text).into_owned(),
                Cell::Number(number) => number.to_string(),
                Cell::Empty => String::new(),
            }))
        });
    }
    debug_assert!(written.is_ok(), "{}: {written:?}", sheet.name);
    writer.into_inner().unwrap_or_default()
}

/// The tables as one workbook, a sheet each, with `at` as its time.
///
/// Text is written as text: a spreadsheet runs none of it, so no apostrophe is needed. What is longer than a cell may
/// be is cut, and says so; rows that no longer fit are counted in the last one. The CSV and JSON files have all.
pub(crate) fn workbook(sheets: &[Sheet], title: &str, at: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(at.timestamp())?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_author("Keyturn").set_creation_datetime(&made));
    let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for sheet in sheets {
        let page = workbook.add_worksheet();
        page.set_name(sheet.name)?;
        page.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
        for (column, name) in (0u16..).zip(sheet.columns) {
            page.write_string_with_format(0, column, *name, &header)?;
            page.set_column_width(column, width(sheet, usize::from(column)))?;
        }
        let left_out = sheet.rows.len().saturating_sub(ROWS);
        let shown = if left_out > 0 { ROWS - 1 } else { sheet.rows.len() };
        for (number, row) in (1u32..).zip(sheet.rows.iter().take(shown)) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Text(text) => {
                        page.write_string_with_format(number, column, cut(text), &body)?;
                    }
                    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
                    Cell::Number(value) => {
                        page.write_number_with_format(number, column, *value as f64, &body)?;
                    }
                    Cell::Empty => {}
                }
            }
        }
        if left_out > 0 {
            let row = u32::try_from(ROWS).unwrap_or(u32::MAX);
            page.write_string(row, 0, format!("{} more rows are in the CSV file", left_out + 1))?;
        }
        let last_row = u32::try_from(shown).unwrap_or(u32::MAX);
        let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        page.autofilter(0, 0, last_row, last_column)?;
    }
    workbook.save_to_buffer()
}

/// A column's width in characters: that of its longest line among the first rows, within reason.
fn width(sheet: &Sheet, column: usize) -> f64 {
    let cells = sheet.rows.iter().take(200).filter_map(|row| row.get(column));
    let longest = cells
        .map(|cell| match cell {
            Cell::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
            Cell::Number(number) => number.to_string().len(),
            Cell::Empty => 0,
        })
        .chain(sheet.columns.get(column).map(|name| name.len()))
        .max()
        .unwrap_or(0);
    f64::from(u16::try_from(longest.clamp(6, 60)).unwrap_or(60)) + 2.0
}

/// The text, cut where a cell could not hold it, and saying so.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= CELL {
        return text.to_owned();
    }
    // A character takes at most two units, so half as many always fit.
    let kept: String = text.chars().take(CELL / 2).collect();
    format!("{kept} … (cut: the CSV and JSON files have all)")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet {
            name: "Roster",
            columns: &["Subject", "Secrets"],
            rows: vec![
                vec!["=1+1".into(), 3u32.into()],
                vec!["a,\"b\"\nc".into(), Cell::Empty],
                vec!["x".repeat(40_000).into(), 0u64.into()],
            ],
        }
    }

    #[test]
    fn csv_guards_formulas_and_quotes_the_rest() {
        let mut sheet = sheet();
        sheet.rows.truncate(2);
        let text = String::from_utf8(csv(&sheet)).expect("text");
        assert_eq!(text, "Subject,Secrets\n'=1+1,3\n\"a,\"\"b\"\"\nc\",\n");
    }

    #[test]
    fn the_same_tables_give_the_same_workbook() {
        let at = DateTime::from_timestamp(1_795_000_000, 0).expect("a time");
        let first = workbook(&[sheet()], "Review", at).expect("a workbook");
        assert_eq!(first, workbook(&[sheet()], "Review", at).expect("a workbook"));
        assert!(first.starts_with(b"PK"));
        assert!(cut(&"x".repeat(40_000)).encode_utf16().count() < 32_767);
        assert!(cut(&"😀".repeat(40_000)).encode_utf16().count() < 32_767 + 100);
    }
}
