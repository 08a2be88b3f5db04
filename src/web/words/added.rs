//! Languages that a house adds to those of the program: a folder each, read once at start.
//!
//! They say what citizens read. What staff read is not asked of them, and is not looked up in them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use fluent_templates::LanguageIdentifier;
use fluent_templates::fluent_bundle::concurrent::FluentBundle;
use fluent_templates::fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// What citizens read, by topic: a further language is whole when it says all of it.
const TOPICS: [&str; 6] = [
    include_str!("../locales/vi/citizens.ftl"),
    include_str!("../locales/vi/contact.ftl"),
    include_str!("../locales/vi/frame.ftl"),
    include_str!("../locales/vi/information.ftl"),
    include_str!("../locales/vi/kiosk.ftl"),
    include_str!("../locales/vi/problems.ftl"),
];

/// Keys whose words are patterns of a date.
const DATES: [&str; 2] = ["date-format", "month-format"];

/// Values put into words, by name.
pub type Values = HashMap<Cow<'static, str>, FluentValue<'static>>;

/// A language that a house added.
pub struct Added {
    /// Its code: the name of its folder.
    pub id: LanguageIdentifier,
    bundle: FluentBundle<FluentResource>,
}

/// Why the languages of a house cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LanguageError {
    /// A file or folder that cannot be read.
    #[error("languages: cannot read {path}: {reason}")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// A folder that is not named by a language.
    #[error(
        "languages: “{0}” is no language code; name the folder by ISO 639 in small letters, e.g. rad for Ê-đê"
    )]
    Code(String),
    /// A language that comes with the program.
    #[error("languages: “{0}” comes with the program; take the folder away")]
    Known(String),
    /// Words that cannot be understood.
    #[error("{path}, line {line}: {reason}")]
    Words {
        /// Which file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A pattern of a date that names no date.
    #[error("languages: {lang}: {key} cannot write a date; write it like %d/%m/%Y")]
    Date {
        /// Code of the language.
        lang: String,
        /// Which words.
        key: &'static str,
    },
}

/// Reads every language of a folder, ordered by code. `known` are the codes that come with the program.
pub fn read(folder: &Path, known: &[&str]) -> Result<Vec<Added>, LanguageError> {
    let mut languages = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            let code = path.file_name().unwrap_or_default().to_string_lossy();
            if known.contains(&code.as_ref()) {
                return Err(LanguageError::Known(code.into_owned()));
            }
            languages.push(Added::read(&path, &code)?);
        }
    }
    Ok(languages)
}

/// What lies in a folder, by name.
fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, LanguageError> {
    let found = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let paths: Result<Vec<_>, _> = found.map(|entry| entry.map(|e| e.path())).collect();
    let mut paths = paths.map_err(|error| unreadable(folder, &error))?;
    paths.sort();
    Ok(paths)
}

fn unreadable(path: &Path, error: &std::io::Error) -> LanguageError {
    LanguageError::Unreadable {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}

/// Keys that citizens read.
fn keys() -> impl Iterator<Item = &'static str> {
    let lines = TOPICS.iter().flat_map(|topic| topic.lines());
    let starts = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    starts.filter_map(|line| Some(line.split_once(" =")?.0))
}

impl Added {
    fn read(folder: &Path, code: &str) -> Result<Self, LanguageError> {
        let wrong = || LanguageError::Code(code.to_owned());
        let letters = code.bytes().all(|b| b.is_ascii_lowercase());
        if !letters || !(2..=3).contains(&code.len()) {
            return Err(wrong());
        }
        let id: LanguageIdentifier = code.parse().map_err(|_| wrong())?;
        let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
        // As in the languages of the program: the marks would end up in copied text and in search.
        bundle.set_use_isolating(false);
        for path in entries(folder)? {
            if path.extension().is_some_and(|kind| kind == "ftl") {
                add(&mut bundle, &path)?;
            }
        }
        let language = Self { id, bundle };
        language.check_dates(code)?;
        Ok(language)
    }

    /// A date that cannot be written would stop a page, so it stops the start.
    fn check_dates(&self, code: &str) -> Result<(), LanguageError> {
        for key in DATES {
            let pattern = self.say(key, &Values::new()).unwrap_or_default();
            let day = NaiveDate::default().format(&pattern);
            if write!(String::new(), "{day}").is_err() {
                let lang = code.to_owned();
                return Err(LanguageError::Date { lang, key });
            }
        }
        Ok(())
    }

    /// Whether there are words of this key.
    pub fn says(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// Words of a key; `None` when there are none, or when they ask for a value that nobody puts in.
    pub fn say(&self, key: &str, values: &Values) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let values: FluentArgs<'_> = values.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let mut faults = Vec::new();
        let words = self
            .bundle
            .format_pattern(message.value()?, Some(&values), &mut faults);
        faults.is_empty().then(|| words.into_owned())
    }

    /// Keys that citizens read and that have no words in this language.
    pub fn missing(&self) -> Vec<&'static str> {
        keys().filter(|key| !self.says(key)).collect()
    }
}

fn add(bundle: &mut FluentBundle<FluentResource>, path: &Path) -> Result<(), LanguageError> {
    use unicode_normalization::UnicodeNormalization as _;
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let words = |line, reason: String| LanguageError::Words {
        path: path.display().to_string(),
        line,
        reason,
    };
    let resource = FluentResource::try_new(text.nfc().collect()).map_err(|(read, faults)| {
        let fault = faults.first();
        let at = fault.map_or(0, |fault| fault.pos.start);
        let before = read.source().get(..at).unwrap_or_default();
        let reason = fault.map_or_else(String::new, ToString::to_string);
        words(before.matches('\n').count() + 1, reason)
    })?;
    let twice = bundle.add_resource(resource).err().unwrap_or_default();
    match twice.first() {
        Some(fault) => Err(words(1, fault.to_string())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(words: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("rad")).unwrap();
        std::fs::write(folder.path().join("rad/page.ftl"), words).unwrap();
        folder
    }

    fn refused(words: &str) -> String {
        let folder = folder(words);
        read(folder.path(), &["vi", "en"])
            .err()
            .unwrap()
            .to_string()
    }

    #[test]
    fn a_folder_is_a_language_and_what_it_lacks_is_known() {
        let folder = folder("language-name = Êđê\nnext = Êdei { $nobody }\n");
        let languages = read(folder.path(), &["vi", "en"]).unwrap();
        let rad = &languages[0];
        assert_eq!(rad.id.to_string(), "rad");
        assert_eq!(rad.say("language-name", &Values::new()).unwrap(), "Êđê");
        assert_eq!(rad.say("next", &Values::new()), None, "nobody puts it in");
        assert!(!rad.missing().contains(&"language-name"));
        assert!(rad.missing().contains(&"send"));
        assert_eq!(rad.missing().len(), keys().count() - 2);
    }

    #[test]
    fn a_file_that_cannot_be_used_is_refused_by_name_and_line() {
        assert!(refused("next = a\nback\n").contains("page.ftl, line 2"));
        assert!(refused("next = a\nnext = b\n").contains("next"));
        assert!(refused("date-format = %H:%M\n").contains("date-format"));
        let folder = folder("");
        assert!(read(folder.path(), &["rad"]).is_err());
        std::fs::create_dir(folder.path().join("Êđê")).unwrap();
        let error = read(folder.path(), &[]).err().unwrap();
        assert!(matches!(error, LanguageError::Code(_)), "{error}");
        assert!(read(&folder.path().join("none"), &[]).is_err());
    }
}
