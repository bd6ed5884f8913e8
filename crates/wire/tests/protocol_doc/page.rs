//! The parts of the page that are checked: fenced blocks, tables, and the lines of the examples.

/// What stands between the fences that are opened with this word.
pub(crate) fn fenced<'a>(page: &'a str, word: &str) -> Vec<&'a str> {
    page.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix(word)?.strip_prefix('\n')).collect()
}

/// The rows of the table whose header begins with these columns.
pub(crate) fn table<'a>(page: &'a str, columns: &[&str]) -> Result<Vec<Vec<&'a str>>, String> {
    let cells = |line: &'a str| line.trim_matches(['|', ' ']).split(" | ").map(str::trim).collect::<Vec<_>>();
    let mut lines = page.lines().skip_while(|line| !(line.starts_with('|') && cells(line).starts_with(columns)));
    let width = cells(lines.next().ok_or_else(|| format!("no table {columns:?}"))?).len();
    let rows: Vec<_> = lines.skip(1).take_while(|line| line.starts_with('|')).map(cells).collect();
    match rows.iter().find(|row| row.len() != width) {
        Some(row) => Err(format!("{row:?} has not {width} cells")),
        None => Ok(rows),
    }
}

/// The word in the backticks.
pub(crate) fn code(cell: &str) -> &str {
    cell.trim_matches('`')
}

/// A line of an example.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) conn: u64,
    pub(crate) is_said: bool,
    pub(crate) bytes: Vec<u8>,
    /// The same in JSON or in words; in a text frame it is the payload.
    pub(crate) label: &'a str,
}

/// All examples: a label stands behind its frame or in a line of its own before it; a long frame goes on, indented.
pub(crate) fn examples(page: &str) -> Result<Vec<Line<'_>>, String> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut label = "";
    for text in fenced(page, "frames").into_iter().flat_map(str::lines) {
        let wrong = || format!("not an example: {text}");
        if let Some(before) = text.strip_prefix("# ") {
            label = before;
        } else if let Some(more) = text.strip_prefix("   ") {
            lines.last_mut().ok_or_else(wrong)?.bytes.extend(hex(more)?);
        } else {
            let (who, rest) = text.split_once(' ').ok_or_else(wrong)?;
            let conn = who.trim_end_matches(['<', '>']).parse().map_err(|_| wrong())?;
            let (digits, after) = rest.split_at(rest.find(['{', '#']).unwrap_or(rest.len()));
            let mut bytes = hex(digits)?;
            match after.strip_prefix("# ") {
                Some(behind) => label = behind,
                None if after.is_empty() => {}
                None => {
                    label = after;
                    bytes.extend_from_slice(after.as_bytes());
                }
            }
            lines.push(Line { conn, is_said: who.ends_with('>'), bytes, label: std::mem::take(&mut label) });
        }
    }
    Ok(lines)
}

fn hex(text: &str) -> Result<Vec<u8>, String> {
    let byte = |pair| u8::from_str_radix(pair, 16).map_err(|_| format!("no byte: {pair}"));
    text.split_whitespace().map(byte).collect()
}
