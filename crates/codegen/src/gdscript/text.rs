/// GDScript under construction: lines at the current depth.
#[derive(Default)]
pub(super) struct Text {
    text: String,
    depth: usize,
}

impl Text {
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n('\t', self.depth));
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

    /// A comment of the schema, as the editor's help wants it.
    pub(super) fn docs(&mut self, lines: &[String]) {
        for line in lines {
            self.line(format!("## {}", help(line)).trim_end());
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

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// The editor's help reads BBCode: `[` is taken literally only as `[lb]`, and code is `[code]`.
fn help(line: &str) -> String {
    let literal = line.replace('[', "[lb]");
    let pieces: Vec<&str> = literal.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return literal;
    }
    let tags = ["[code]", "[/code]"].iter().cycle();
    pieces.iter().zip(std::iter::once(&"").chain(tags)).map(|(piece, tag)| format!("{tag}{piece}")).collect()
}
