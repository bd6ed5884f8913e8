//! The arcs of a graph while it is built, each kind of them kept once.

/// A list of arcs, as the number of its first cell in [`Cells`]; 0 is the empty list.
pub(crate) type List = u32;

/// One arc of a node, and the arcs after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// 0 is the separator, the others are letters, one up.
    pub(crate) label: u8,
    /// Whether a word ends with this arc.
    pub(crate) ends: bool,
    /// The arcs of the node that this one leads to.
    pub(crate) child: List,
    /// The arcs after this one in the same node.
    pub(crate) next: List,
}

/// Cells, no two the same, so that equal parts of a graph are one part. A cell's number is above those it refers to.
pub(crate) struct Cells {
    /// The first stands for the empty list.
    cells: Vec<Cell>,
    /// Numbers of cells by hash, 0 where there is none; a collision goes to the next place. At most half full.
    places: Vec<List>,
    max: usize,
}

impl Cells {
    /// No cells, of which there should be at most `max`.
    pub(crate) fn new(max: usize) -> Self {
        Self { cells: vec![Cell::default()], places: vec![0; 1 << 16], max }
    }

    /// Whether there are more than there should be.
    pub(crate) fn is_full(&self) -> bool {
        self.cells.len() > self.max
    }

    pub(crate) fn count(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn get(&self, list: List) -> Cell {
        self.cells[list as usize]
    }

    /// The number of `cell`, which is a new one if there was none like it.
    pub(crate) fn number(&mut self, cell: Cell) -> List {
        if self.cells.len() * 2 > self.places.len() {
            self.grow();
        }
        let place = self.place(cell);
        if self.places[place] == 0 {
            self.places[place] = self.cells.len() as List;
            self.cells.push(cell);
        }
        self.places[place]
    }

    /// The arcs of `list` in order.
    pub(crate) fn arcs(&self, list: List) -> impl Iterator<Item = Cell> {
        let some = |list| (list != 0).then(|| self.get(list));
        std::iter::successors(some(list), move |cell| some(cell.next))
    }

    /// Where the number of `cell` is, or would be.
    fn place(&self, cell: Cell) -> usize {
        let mask = self.places.len() - 1;
        let mut place = hash(cell) & mask;
        while self.places[place] != 0 && self.get(self.places[place]) != cell {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        self.places = vec![0; self.places.len() * 2];
        for number in 1..self.cells.len() {
            let place = self.place(self.cells[number]);
            self.places[place] = number as List;
        }
    }
}

/// Fibonacci hashing: multiply by 2^64 over the golden ratio, use the high half.
fn hash(cell: Cell) -> usize {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let small = u64::from(cell.label) << 1 | u64::from(cell.ends);
    let lists = u64::from(cell.child) << 32 | u64::from(cell.next);
    let mixed = (lists.wrapping_mul(GOLDEN) ^ small).wrapping_mul(GOLDEN);
    (mixed >> 32) as usize
}
