//! TypeScript under construction: lines at the current depth. What only types need stands between « and ».

/// Stand for guillemets that somebody wrote, until the others are gone.
const WRITTEN: [(char, char); 2] = [('«', '\u{e000}'), ('»', '\u{e001}')];

#[derive(Default)]
pub(super) struct Text {
    text: String,
    depth: usize,
}

impl Text {
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n("  ", self.depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    pub(super) fn blank(&mut self) {
        self.line("");
    }

    /// A line that opens a block, and the block, one level deeper.
    pub(super) fn block(&mut self, opening: impl AsRef<str>, body: impl FnOnce(&mut Self)) {
        self.line(opening);
        self.depth += 1;
        body(self);
        self.depth -= 1;
    }

    /// A comment of the schema; none at all if there are no lines.
    pub(super) fn docs(&mut self, lines: &[String]) {
        match lines {
            [] => {}
            [line] => self.line(format!("/** {} */", harmless(line))),
            lines => {
                self.line("/**");
                for line in lines {
                    self.line(format!(" * {}", harmless(line)).trim_end());
                }
                self.line(" */");
            }
        }
    }

    /// What the schema says, or this if it says nothing.
    pub(super) fn docs_or(&mut self, lines: &[String], otherwise: &str) {
        match lines {
            [] => self.docs(&[otherwise.to_owned()]),
            lines => self.docs(lines),
        }
    }

    pub(super) fn append(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn typescript(self) -> String {
        written(&self.text.replace("»\n\n", "»\n").replace(['«', '»'], ""))
    }

    pub(super) fn javascript(self) -> String {
        let mut script = String::with_capacity(self.text.len());
        for piece in self.text.split('«') {
            script.push_str(piece.split_once('»').map_or(piece, |(_, code)| code));
        }
        written(&script.replace("\n\n\n", "\n\n"))
    }
}

/// A comment cannot end its own comment, nor look like the marks of what only types need.
fn harmless(line: &str) -> String {
    let line = line.replace("*/", "*\\/");
    WRITTEN.iter().fold(line, |line, (written, stand_in)| line.replace(*written, &stand_in.to_string()))
}

fn written(text: &str) -> String {
    WRITTEN.iter().fold(text.to_owned(), |text, (written, stand_in)| text.replace(*stand_in, &written.to_string()))
}
