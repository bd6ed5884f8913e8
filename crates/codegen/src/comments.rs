use std::collections::BTreeMap;

use buffa_descriptor::generated::descriptor::FileDescriptorProto;

/// Field numbers in `descriptor.proto`: a path in the source info is made of these and of positions.
pub(crate) mod path {
    pub(crate) const FILE_SYNTAX: i32 = 12;
    pub(crate) const FILE_MESSAGE: i32 = 4;
    pub(crate) const FILE_ENUM: i32 = 5;
    pub(crate) const MESSAGE_FIELD: i32 = 2;
    pub(crate) const MESSAGE_NESTED: i32 = 3;
    pub(crate) const MESSAGE_ENUM: i32 = 4;
    pub(crate) const MESSAGE_ONEOF: i32 = 8;
    pub(crate) const ENUM_VALUE: i32 = 2;
}

/// Where things stand in one file and the comments that stand there, by the path of the thing.
pub(crate) struct Comments<'a>(BTreeMap<&'a [i32], (u32, &'a str)>);

impl<'a> Comments<'a> {
    pub(crate) fn of(file: &'a FileDescriptorProto) -> Self {
        let locations = &file.source_code_info.location;
        let known = locations.iter().map(|location| {
            let text = location.leading_comments.as_deref().or(location.trailing_comments.as_deref());
            let line = location.span.first().and_then(|line| u32::try_from(*line).ok()).map_or(0, |line| line + 1);
            (location.path.as_slice(), (line, text.unwrap_or_default()))
        });
        Self(known.collect())
    }

    /// The line, counted from 1; 0 when the descriptor does not say.
    pub(crate) fn line(&self, path: &[i32]) -> u32 {
        self.0.get(path).map_or(0, |(line, _)| *line)
    }

    /// The comment's lines: the one before a declaration, else the one that follows it on its line.
    pub(crate) fn at(&self, path: &[i32]) -> Vec<String> {
        self.0.get(path).map_or_else(Vec::new, |(_, text)| {
            text.trim_end().lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()).collect()
        })
    }
}
