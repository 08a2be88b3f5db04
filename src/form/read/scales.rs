//! Scales: options in order, where satisfaction begins, points.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::form::fault::Path;
use crate::form::file::ScaleFile;
use crate::form::nearest::did_you_mean;
use crate::form::scale::{Scale, ScaleOption};

use super::codes::{is_code, is_value};
use super::flaws::Flaws;

/// Reads all scales of a file.
pub(super) fn read(
    files: &BTreeMap<String, ScaleFile>,
    flaws: &mut Flaws,
) -> BTreeMap<String, Arc<Scale>> {
    let all = Path::default().key("scales");
    files
        .iter()
        .map(|(name, file)| {
            let path = all.key(name);
            if !is_code(name) {
                flaws.tell(path.clone(), "name a scale with letters, digits and “_”");
            }
            (name.clone(), Arc::new(read_one(name, file, &path, flaws)))
        })
        .collect()
}

fn read_one(name: &str, file: &ScaleFile, path: &Path, flaws: &mut Flaws) -> Scale {
    flaws.check_optional(file.not_applicable.as_ref(), &path.key("not_applicable"));
    let mut seen = HashSet::new();
    let with_points = file.options.iter().filter(|o| o.points.is_some()).count();
    let options_path = path.key("options");
    for (position, option) in file.options.iter().enumerate() {
        let path = options_path.item(position);
        flaws.check_text(&option.label, &path);
        if !is_value(&option.value) {
            flaws.tell(
                path.key("value"),
                "use up to 20 letters a–z, digits, “.”, “_”, “-”, “+”; “na” is kept for “not applicable”",
            );
        } else if !seen.insert(option.value.as_str()) {
            flaws.tell(
                path.key("value"),
                format!("the value “{}” is used twice in this scale", option.value),
            );
        }
        if option.points.is_none() && with_points > 0 {
            flaws.tell(
                path,
                "other options of this scale have points; give this one points too",
            );
        }
    }
    let mut scale = Scale {
        name: name.to_owned(),
        options: file
            .options
            .iter()
            .map(|option| ScaleOption {
                value: option.value.clone(),
                label: option.label.clone(),
                points: option.points,
                satisfied: false,
            })
            .collect(),
        not_applicable: file.not_applicable.clone(),
    };
    if let Some(first) = &file.satisfied_from {
        cut(&mut scale, first, &path.key("satisfied_from"), flaws);
    }
    scale
}

/// Marks an option and all after it as satisfied.
pub(super) fn cut(scale: &mut Scale, first: &str, path: &Path, flaws: &mut Flaws) {
    let Some(first_position) = scale.position(first) else {
        let known = scale.options.iter().map(|option| option.value.as_str());
        let hint = did_you_mean(first, known);
        flaws.tell(
            path.clone(),
            format!("scale “{}” has no option “{first}”{hint}", scale.name),
        );
        // Some cut, so that the criteria on this scale are not told for the same slip.
        if let Some(last) = scale.options.last_mut() {
            last.satisfied = true;
        }
        return;
    };
    for (position, option) in scale.options.iter_mut().enumerate() {
        option.satisfied = position >= usize::from(first_position);
    }
}
