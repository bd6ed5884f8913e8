//! A value as somebody wrote it, before anybody knows whether it fits.

use crate::place::Place;

#[derive(Clone, Debug)]
pub(crate) enum Given {
    /// An environment variable or the value of a flag, which have no types.
    Raw(String),
    Text(String),
    Whole(i128),
    Switch(bool),
    List(Vec<(Given, Place)>),
    /// Something that no setting takes, by its name with an article.
    Unfit(&'static str),
}

impl Given {
    /// What it is, with an article.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Raw(_) => "a text",
            Self::Text(_) => "a string",
            Self::Whole(_) => "a number",
            Self::Switch(_) => "true or false",
            Self::List(_) => "a list",
            Self::Unfit(kind) => kind,
        }
    }

    /// The values of a list. A text without types is cut at its commas.
    pub(crate) fn items(&self, place: &Place) -> Option<Vec<(Self, Place)>> {
        match self {
            Self::List(items) => Some(items.clone()),
            Self::Raw(text) => Some(split(text, place)),
            Self::Text(_) | Self::Whole(_) | Self::Switch(_) | Self::Unfit(_) => None,
        }
    }
}

fn split(text: &str, place: &Place) -> Vec<(Given, Place)> {
    let mut items = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let length = part.chars().count();
        let item = part.trim();
        if !item.is_empty() {
            let from = start + length - part.trim_start().chars().count();
            let until = from + item.chars().count();
            items.push((Given::Raw(item.to_owned()), place.part(from..until)));
        }
        start += length + 1;
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_types_is_cut_at_its_commas() {
        let text = "a, é ,,b";
        let place = Place::in_environment("X", text);
        let items = Given::Raw(text.into()).items(&place).unwrap();
        let columns: Vec<_> = items.iter().map(|(_, place)| place.columns.clone()).collect();
        assert_eq!(columns, [2..3, 5..6, 9..10]);
        assert!(Given::Raw(String::new()).items(&place).unwrap().is_empty());
    }
}
