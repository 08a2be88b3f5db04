//! One axis of the lattice: what contains what (places, periods, channels, procedure groups).

/// A tree of numbered nodes; the root is 0. Along places it may be as deep as nation → province →
/// commune → office; along periods years stand under a root that is no period.
#[derive(Debug, Clone)]
pub struct Tree {
    parents: Vec<u32>,
    hashes: Vec<u64>,
}

impl Tree {
    /// A tree of a root alone. Labels only break ties, the same way for ever; any stable text will do.
    pub fn new(root: &str) -> Self {
        Self {
            parents: vec![0],
            hashes: vec![stable_hash(root)],
        }
    }

    /// Adds a node under `parent` and says its number. A parent that does not exist counts as the root.
    pub fn grow(&mut self, parent: u32, label: &str) -> u32 {
        let known = (parent as usize) < self.parents.len();
        self.parents.push(if known { parent } else { 0 });
        self.hashes.push(stable_hash(label));
        self.parents.len() as u32 - 1
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there is only the root.
    pub fn is_empty(&self) -> bool {
        self.parents.len() == 1
    }

    /// The node above, `None` for the root.
    pub fn parent(&self, node: u32) -> Option<u32> {
        (node != 0).then(|| self.parents[node as usize])
    }

    /// The tie-breaking number of a node.
    pub(super) fn hash(&self, node: u32) -> u64 {
        self.hashes[node as usize]
    }

    /// Gives every node that has children one more child for what the others do not hold; says for each
    /// node which that is.
    pub(super) fn with_remainders(&self) -> (Self, Vec<Option<u32>>) {
        let mut tree = self.clone();
        let mut remainders = vec![None; self.len()];
        for node in 1..self.len() {
            let parent = self.parents[node];
            if remainders[parent as usize].is_none() {
                remainders[parent as usize] = Some(tree.grow(parent, "remainder"));
            }
        }
        remainders.resize(tree.len(), None);
        (tree, remainders)
    }

    /// Children of every node.
    pub(super) fn children(&self) -> Vec<Vec<u32>> {
        let mut children = vec![Vec::new(); self.len()];
        for node in 1..self.len() as u32 {
            children[self.parents[node as usize] as usize].push(node);
        }
        children
    }

    /// The node and everything above it, up to the root.
    pub(super) fn upwards(&self, node: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(node), |&at| self.parent(at))
    }
}

/// FNV-1a, spelled out because it may never change.
fn stable_hash(label: &str) -> u64 {
    label.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
