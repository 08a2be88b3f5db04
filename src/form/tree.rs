//! The index tree: overall → domain (lĩnh vực) → factor (yếu tố) → criteria (tiêu chí).

use serde::Serialize;

use super::text::Text;
use crate::index::Aggregation;

/// A node of the index tree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexNode {
    /// `SIPAS`, `P`, `PA`; unique in the form.
    pub code: String,
    /// Its name.
    pub text: Text,
    /// How its value is found.
    pub rule: Aggregation,
    /// Nodes directly below, in file order.
    pub children: Vec<IndexNode>,
    /// Numbers of the questions directly below, in [`Form::questions`](super::Form::questions).
    pub criteria: Vec<usize>,
    /// Its place in [`Layout::nodes`](crate::index::Layout): root first, then level by level.
    pub layout_node: usize,
}

impl IndexNode {
    /// This node and every node below, parents before children, in file order.
    pub fn walk(&self) -> Vec<&IndexNode> {
        let mut found = vec![self];
        for child in &self.children {
            found.extend(child.walk());
        }
        found
    }

    /// Numbers of the questions of all criteria below, in tree order.
    pub fn all_criteria(&self) -> Vec<usize> {
        let mut found = self.criteria.clone();
        for child in &self.children {
            found.extend(child.all_criteria());
        }
        found
    }

    /// This node or the one below with this code.
    pub fn find(&self, code: &str) -> Option<&IndexNode> {
        self.walk().into_iter().find(|node| node.code == code)
    }

    /// Whether this node is a factor (yếu tố): only criteria lie below it.
    pub fn is_factor(&self) -> bool {
        self.children.is_empty()
    }
}
