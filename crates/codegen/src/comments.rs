use std::collections::BTreeMap;

use buffa_descriptor::generated::descriptor::FileDescriptorProto;

/// Field numbers in `descriptor.proto`: a path in the source info is made of these and of positions.
pub(crate) mod path {
    pub(crate) const FILE_MESSAGE: i32 = 4;
    pub(crate) const FILE_ENUM: i32 = 5;
    pub(crate) const MESSAGE_FIELD: i32 = 2;
    pub(crate) const MESSAGE_NESTED: i32 = 3;
    pub(crate) const MESSAGE_ENUM: i32 = 4;
    pub(crate) const ENUM_VALUE: i32 = 2;
}

/// The comments of one file, by the path of what they stand at.
pub(crate) struct Comments<'a>(BTreeMap<&'a [i32], &'a str>);

impl<'a> Comments<'a> {
    pub(crate) fn of(file: &'a FileDescriptorProto) -> Self {
        let locations = &file.source_code_info.location;
        let commented = locations.iter().filter_map(|location| {
            let text = location.leading_comments.as_deref().or(location.trailing_comments.as_deref())?;
            Some((location.path.as_slice(), text))
        });
        Self(commented.collect())
    }

    /// The comment's lines: the one before a declaration, else the one that follows it on its line.
    pub(crate) fn at(&self, path: &[i32]) -> Vec<String> {
        self.0.get(path).map_or_else(Vec::new, |text| {
            text.trim_end().lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()).collect()
        })
    }
}
