//! The index tree, written as a flat list in which every node says what it is part of.

use std::collections::HashMap;

use crate::form::fault::Path;
use crate::form::file::NodeFile;
use crate::form::nearest::did_you_mean;
use crate::form::questionnaire::{Question, Role};
use crate::form::tree::IndexNode;
use crate::index::Aggregation;

use super::codes::Codes;
use super::flaws::Flaws;

/// Reads the tree; its root, if the file has one.
pub(super) fn read(
    files: &[NodeFile],
    questions: &[Question],
    codes: &mut Codes,
    flaws: &mut Flaws,
) -> Option<IndexNode> {
    let mut tree = Tree {
        path: Path::default().key("index"),
        parents: Vec::new(),
        homes: HashMap::new(),
        flaws,
    };
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut criteria = Vec::new();
    for (position, file) in files.iter().enumerate() {
        let path = tree.path.item(position);
        tree.flaws.check_text(&file.text, &path.key("text"));
        codes.take(
            &file.code,
            "question or index node",
            &path.key("code"),
            tree.flaws,
        );
        let parent = tree.parent(position, file, &known);
        tree.parents.push(parent);
        known.entry(&file.code).or_insert(position);
        criteria.push(tree.criteria(position, file, questions));
    }
    tree.check_nodes(files);
    tree.check_every_criterion_is_counted(questions, files.is_empty());
    if files.is_empty() {
        return None;
    }
    let order = level_order(&tree.parents);
    let places: HashMap<usize, usize> = order
        .into_iter()
        .enumerate()
        .map(|(place, node)| (node, place))
        .collect();
    Some(build(0, files, &tree.parents, &criteria, &places))
}

struct Tree<'f> {
    path: Path,
    /// For every node read so far, the position of the node it is part of (always an earlier one).
    parents: Vec<Option<usize>>,
    /// The node each criterion stands under.
    homes: HashMap<usize, String>,
    flaws: &'f mut Flaws,
}

impl Tree<'_> {
    fn parent(
        &mut self,
        position: usize,
        file: &NodeFile,
        known: &HashMap<&str, usize>,
    ) -> Option<usize> {
        let path = self.path.item(position);
        match (&file.part_of, position) {
            (None, 0) => None,
            (Some(_), 0) => {
                let message = "the first node is the whole index; it is part of nothing";
                self.flaws.tell(path.key("part_of"), message);
                None
            }
            (None, _) => {
                self.flaws.tell(
                    path,
                    "only the first node is the whole; write part_of = \"…\" with the code of the node above",
                );
                None
            }
            (Some(above), _) => {
                let found = known.get(above.as_str()).copied();
                if found.is_none() {
                    let hint = did_you_mean(above, known.keys().copied());
                    self.flaws.tell(
                        path.key("part_of"),
                        format!("there is no node “{above}” above this one{hint}"),
                    );
                }
                found
            }
        }
    }

    fn criteria(&mut self, position: usize, file: &NodeFile, questions: &[Question]) -> Vec<usize> {
        let mut found = Vec::new();
        for (item, code) in file.criteria.iter().enumerate() {
            let path = self.path.item(position).key("criteria").item(item);
            let Some(number) = questions.iter().position(|question| question.code == *code) else {
                let criteria = questions.iter().filter(|q| q.role == Role::Criterion);
                let hint = did_you_mean(code, criteria.map(|q| q.code.as_str()));
                self.flaws
                    .tell(path, format!("there is no question “{code}”{hint}"));
                continue;
            };
            if questions[number].role != Role::Criterion {
                let role = questions[number].role.as_str();
                self.flaws.tell(
                    path,
                    format!("question “{code}” has the role “{role}”; only criteria make an index"),
                );
            } else if let Some(home) = self.homes.insert(number, file.code.clone()) {
                self.flaws.tell(
                    path,
                    format!(
                        "criterion “{code}” already stands under “{home}”; it can count once only"
                    ),
                );
            } else {
                found.push(number);
            }
        }
        found
    }

    fn check_nodes(&mut self, files: &[NodeFile]) {
        if self.parents.iter().skip(1).any(Option::is_none) {
            return; // what lies below what is not known while a node hangs in the air
        }
        for (position, file) in files.iter().enumerate() {
            let path = self.path.item(position);
            let has_children = self.parents.contains(&Some(position));
            if !has_children && file.criteria.is_empty() {
                self.flaws.tell(
                    path.clone(),
                    "nothing lies below this node: give it criteria, or nodes that are part of it",
                );
            }
            if file.rule == Aggregation::MeanOfChildren {
                if !has_children {
                    let message = "mean_of_children needs nodes below; use mean_of_criteria or pooled_answers";
                    self.flaws.tell(path.key("rule"), message);
                } else if !file.criteria.is_empty() {
                    let message =
                        "with mean_of_children a node has either nodes or criteria below, not both";
                    self.flaws.tell(path.key("criteria"), message);
                }
            }
        }
    }

    fn check_every_criterion_is_counted(&mut self, questions: &[Question], no_index: bool) {
        let left_out: Vec<&str> = questions
            .iter()
            .enumerate()
            .filter(|(number, q)| q.role == Role::Criterion && !self.homes.contains_key(number))
            .map(|(_, question)| question.code.as_str())
            .collect();
        if left_out.is_empty() {
            return;
        }
        let message = if no_index {
            "the form has criteria but no index: write [[index]] with the whole and its criteria"
                .to_owned()
        } else {
            format!(
                "no node counts {}: write them in the criteria of a node, or give them another role",
                left_out.join(", ")
            )
        };
        self.flaws.tell(self.path.clone(), message);
    }
}

/// Root first, then level by level, each level in file order.
fn level_order(parents: &[Option<usize>]) -> Vec<usize> {
    let mut order = vec![0];
    let mut next = 0;
    while let Some(&node) = order.get(next) {
        order.extend((0..parents.len()).filter(|&child| child > 0 && parents[child] == Some(node)));
        next += 1;
    }
    order
}

fn build(
    node: usize,
    files: &[NodeFile],
    parents: &[Option<usize>],
    criteria: &[Vec<usize>],
    places: &HashMap<usize, usize>,
) -> IndexNode {
    let below = (node + 1..files.len()).filter(|&child| parents[child] == Some(node));
    IndexNode {
        code: files[node].code.clone(),
        text: files[node].text.clone(),
        rule: files[node].rule,
        children: below
            .map(|child| build(child, files, parents, criteria, places))
            .collect(),
        criteria: criteria[node].clone(),
        layout_node: places.get(&node).copied().unwrap_or_default(),
    }
}
