//! The JSON Schema of form files, for editors and for the check of every file's shape.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::file::FormFile;

/// The JSON Schema (draft 2020-12) of a form file.
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
        let mut schema = SchemaSettings::draft2020_12()
            .into_generator()
            .into_root_schema_for::<FormFile>()
            .to_value();
        schema["title"] = "sipas survey form".into();
        schema
    });
    &SCHEMA
}

/// The schema as `survey-forms/form.schema.json` holds it.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_in_the_folder_is_the_schema_of_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/survey-forms/form.schema.json");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            schema_text() == kept,
            "survey-forms/form.schema.json is out of step: write it anew with `sipas forms schema > survey-forms/form.schema.json`"
        );
    }
}
