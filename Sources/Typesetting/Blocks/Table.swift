/// A table whose head is repeated on each page.
public struct Table {
    /// A column of it.
    public struct Column: Sendable {
        /// What stands in the head.
        public var title: String
        /// Its part of the table's width.
        public var share: Double
        /// On which side its cells begin.
        public var alignment: TypesetText.Alignment

        /// Every part, as it is named.
        public init(_ title: String, share: Double, alignment: TypesetText.Alignment = .start) {
            self.title = title
            self.share = share
            self.alignment = alignment
        }
    }

    /// How a table looks.
    public struct Look: Sendable {
        /// Of the head, and of the cells.
        public var head: TextStyle, cell: TextStyle
        /// Of the line under each row, and of the head's ground.
        public var rule: Ink, ground: Ink
        /// The space between a cell's edge and its text, in points.
        public var padding = 4.0

        /// Every part, as it is named.
        public init(head: TextStyle, cell: TextStyle, rule: Ink, ground: Ink) {
            self.head = head
            self.cell = cell
            self.rule = rule
            self.ground = ground
        }
    }

    /// Its columns.
    public var columns: [Column]
    /// Its rows, each with as many cells as there are columns.
    public var rows: [[RichText]]

    /// Every part, as it is named.
    public init(_ columns: [Column], _ rows: [[RichText]]) {
        self.columns = columns
        self.rows = rows
    }
}

extension Composer {
    /// A table over the whole width.
    public func table(_ table: Table, _ look: Table.Look) {
        let total = table.columns.reduce(0) { $0 + $1.share }
        let widths = table.columns.map { $0.share / total * width }
        func set(_ cells: [RichText], _ style: TextStyle) -> (height: Double, cells: [TypesetText]) {
            let set = zip(cells, zip(table.columns, widths)).map { cell, column in
                text(cell, style, width: column.1 - 2 * look.padding, alignment: column.0.alignment)
            }
            return ((set.map(\.height).max() ?? 0) + 2 * look.padding, set)
        }
        // The first column is where reading begins.
        let isMirrored = direction == .rightToLeft
        func place(_ cells: [TypesetText], on canvas: Canvas, in box: Box) {
            var x = isMirrored ? box.x + box.width : box.x
            for (cell, width) in zip(cells, widths) {
                if isMirrored { x -= width }
                canvas.draw(cell, x: x + look.padding, y: box.y + look.padding)
                if !isMirrored { x += width }
            }
        }
        let head = set(table.columns.map { .bold($0.title) }, look.head)
        let hasHead = table.columns.contains { !$0.title.isEmpty }
        let drawHead: (Canvas, Box) -> Void = { canvas, box in
            canvas.fill(box, look.ground)
            place(head.cells, on: canvas, in: box)
        }
        if hasHead { add(Slab(height: head.height, isGlued: true, draw: drawHead)) }
        for row in table.rows {
            let set = set(row, look.cell)
            add(
                Slab(
                    height: set.height, head: hasHead ? (head.height, drawHead) : nil
                ) { canvas, box in
                    place(set.cells, on: canvas, in: box)
                    canvas.line(
                        from: (box.x, box.y + box.height), to: (box.x + box.width, box.y + box.height), look.rule,
                        width: 0.4)
                })
        }
    }
}
