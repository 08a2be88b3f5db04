//! The catalogue: every form version this service knows, in memory from the start.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::fault::FormFault;
use super::nearest::did_you_mean;
use super::questionnaire::Form;

/// The forms that come with the program. Adding one = adding its file here and in the folder.
const BUILTIN: [(&str, &str); 6] = [
    (
        "onestop-short.v1.toml",
        include_str!("../../survey-forms/onestop-short.v1.toml"),
    ),
    (
        "onestop-short.v2.toml",
        include_str!("../../survey-forms/onestop-short.v2.toml"),
    ),
    (
        "onestop-tt01-2018.v1.toml",
        include_str!("../../survey-forms/onestop-tt01-2018.v1.toml"),
    ),
    (
        "sipas-1001-2023.v1.toml",
        include_str!("../../survey-forms/sipas-1001-2023.v1.toml"),
    ),
    (
        "sipas-2640-2017.v1.toml",
        include_str!("../../survey-forms/sipas-2640-2017.v1.toml"),
    ),
    (
        "star-rating.v1.toml",
        include_str!("../../survey-forms/star-rating.v1.toml"),
    ),
];

/// All known form versions.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    forms: BTreeMap<String, BTreeMap<u32, Arc<Form>>>,
}

impl Catalogue {
    /// The forms that come with the program, read once.
    pub fn builtin() -> &'static Self {
        static BUILTIN_FORMS: LazyLock<Catalogue> = LazyLock::new(|| {
            let files = BUILTIN.map(|(name, toml)| (name.to_owned(), toml.to_owned()));
            Catalogue::from_files(files)
                .expect("the forms that come with the program are read by a test")
        });
        &BUILTIN_FORMS
    }

    /// A catalogue of these files (name, text) and no others.
    ///
    /// # Errors
    /// Every fault of every file; nothing is half-loaded.
    pub fn from_files(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<FormFault>> {
        Self::default().with_files(files)
    }

    /// This catalogue and more files. A version that is already known must be the very same file.
    ///
    /// # Errors
    /// Every fault of every file; nothing is half-loaded.
    pub fn with_files(
        &self,
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<FormFault>> {
        let mut catalogue = self.clone();
        let mut faults = Vec::new();
        for (name, toml) in files {
            match Form::read(&name, &toml) {
                Ok(form) => catalogue.add(&name, form, &mut faults),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() {
            Ok(catalogue)
        } else {
            Err(faults)
        }
    }

    fn add(&mut self, file: &str, form: Form, faults: &mut Vec<FormFault>) {
        let versions = self.forms.entry(form.id.clone()).or_default();
        match versions.get(&form.version) {
            Some(known) if known.hash != form.hash => faults.push(FormFault {
                file: file.to_owned(),
                line: 1,
                column: 1,
                subject: None,
                message: format!(
                    "{} version {} is already known and never changes: it has the hash {}, this file {}; give the changed form the version {}",
                    form.id, form.version, known.hash, form.hash, form.version + 1
                ),
            }),
            Some(_) => {}
            None => {
                versions.insert(form.version, Arc::new(form));
            }
        }
    }

    /// A form by its id; the newest version unless one is named.
    pub fn get(&self, id: &str, version: Option<u32>) -> Option<&Arc<Form>> {
        let versions = self.forms.get(id)?;
        match version {
            Some(version) => versions.get(&version),
            None => versions.values().next_back(),
        }
    }

    /// Every version of every form, by id and version.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.forms.values().flat_map(BTreeMap::values)
    }

    /// “there is no form “…”; did you mean “…”?”, for whoever asked for one.
    pub fn unknown(&self, id: &str) -> String {
        let shown: String = id.chars().take(40).collect();
        let hint = did_you_mean(id, self.forms.keys().map(String::as_str));
        format!("there is no form “{shown}”{hint}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_that_come_with_the_program_are_all_in_order() {
        for (name, toml) in BUILTIN {
            if let Err(faults) = Form::read(name, toml) {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                panic!("{}", faults.join("\n"));
            }
        }
    }
}
