/// A piece of a document that no page break may cut.
struct Slab {
    /// How high it is, in points.
    var height: Double
    /// Whether the next one must stand on the same page.
    var isGlued = false
    /// What is drawn above it where it begins a page, such as a table's head.
    var head: (height: Double, draw: (Canvas, Box) -> Void)?
    /// Its level and title in the bookmarks.
    var bookmark: (level: Int, title: String)?
    /// Its role in the document's structure.
    var tag: String?
    /// Whether it is left out at the top of a page.
    var isSpace = false
    var draw: (Canvas, Box) -> Void
}

/// Sets a document: takes blocks one behind the other, breaks them into pages, and draws these.
public final class Composer {
    /// The sheet's size.
    public let paper: Paper
    /// Which way the document is read.
    public let direction: Direction
    /// The width between the margins, in points.
    public var width: Double { paper.width - 2 * margins.side }
    private let sheet: Sheet
    private var slabs: [Slab] = []
    private var breaks: Set<Int> = []
    /// Characters that no font has a picture for.
    public private(set) var unknownScalars: Set<Unicode.Scalar> = []

    /// The space round what is set, in points.
    public static let margins = (side: 54.0, top: 72.0, bottom: 64.0)
    private let margins = Composer.margins

    /// - Parameter language: as in BCP 47, for the choice of letter shapes.
    public init(paper: Paper, direction: Direction, language: String) throws(DrawingLibrary.Trouble) {
        self.paper = paper
        self.direction = direction
        sheet = try Sheet(paper, direction: direction, language: language)
    }

    /// Shapes text; what is to be measured or drawn in a picture.
    public func text(
        _ text: RichText, _ style: TextStyle, width: Double? = nil, alignment: TypesetText.Alignment = .start
    ) -> TypesetText {
        let set = TypesetText(
            text, style, width: width, alignment: alignment, direction: direction, on: sheet)
        if set.unknownGlyphs > 0 { note(text.plain, style) }
        return set
    }

    private func note(_ text: String, _ style: TextStyle) {
        for scalar in Set(text.unicodeScalars) where !unknownScalars.contains(scalar) {
            let single = TypesetText(
                RichText(String(scalar)), style, width: nil, alignment: .start, direction: direction, on: sheet)
            if single.unknownGlyphs > 0 { unknownScalars.insert(scalar) }
        }
    }

    func add(_ slab: Slab) { slabs.append(slab) }

    /// How much of the first page, above its lower margin, is left free for what is drawn there; in points.
    public var firstPageReserve = 0.0

    /// What follows begins a page.
    public func breakPage() { breaks.insert(slabs.count) }

    /// Leaves space, which is not left at the top of a page.
    public func space(_ height: Double) { add(Slab(height: height, isSpace: true) { _, _ in }) }

    /// A picture of a height, over the whole width.
    public func picture(height: Double, glued: Bool = false, _ draw: @escaping (Canvas, Box) -> Void) {
        add(Slab(height: height, isGlued: glued, tag: "Figure", draw: draw))
    }

    /// A heading of a level from 1, which is bookmarked and stands on the page of what follows it.
    public func heading(_ title: String, level: Int, _ style: TextStyle) {
        let set = text(RichText(title), style, width: width)
        add(
            Slab(
                height: set.height, isGlued: true, bookmark: (level, title), tag: "H\(level)"
            ) { canvas, box in canvas.draw(set, x: box.x, y: box.y) })
    }

    /// A paragraph, which may go on on the next page.
    public func paragraph(
        _ text: RichText, _ style: TextStyle, alignment: TypesetText.Alignment = .start, indent: Double = 0,
        glued: Bool = false
    ) {
        let set = self.text(text, style, width: width - indent, alignment: alignment)
        let x = direction == .leftToRight ? indent : 0
        let lines = set.lines
        if lines.count <= 6 {
            add(
                Slab(height: set.height, isGlued: glued, tag: "P") { canvas, box in
                    canvas.draw(set, x: box.x + x, y: box.y)
                })
            return
        }
        for (index, line) in lines.enumerated() {
            // Neither the first line nor the last stands alone.
            let isGlued = glued || index == 0 || index == lines.count - 2
            add(
                Slab(height: line.height, isGlued: isGlued) { canvas, box in
                    canvas.drawLines(
                        of: set, from: line.top, to: line.top + line.height, x: box.x + x, y: box.y)
                })
        }
    }

    // MARK: Pages

    private struct Placed {
        var slab: Int
        var y: Double
        var hasHead: Bool
    }

    private func pages() -> [[Placed]] {
        var pages: [[Placed]] = [[]]
        var bottom = paper.height - margins.bottom - firstPageReserve
        var y = margins.top
        func turn() {
            pages.append([])
            y = margins.top
            bottom = paper.height - margins.bottom
        }
        var index = 0
        while index < slabs.count {
            var end = index
            // Space behind a heading does not part it from what it heads.
            while end + 1 < slabs.count, slabs[end].isGlued || slabs[end].isSpace && end > index { end += 1 }
            let height = slabs[index...end].reduce(0) { $0 + $1.height }
            if breaks.contains(index), !pages[pages.count - 1].isEmpty { turn() }
            if y + height > bottom, y > margins.top { turn() }
            for place in index...end {
                let slab = slabs[place]
                // What is glued together may be longer than a page.
                if y + slab.height > bottom, y > margins.top { turn() }
                if slab.isSpace, y == margins.top { continue }
                let head = y == margins.top ? slab.head : nil
                pages[pages.count - 1].append(Placed(slab: place, y: y, hasHead: head != nil))
                y += slab.height + (head?.height ?? 0)
            }
            index = end + 1
        }
        return pages
    }

    /// Draws the pages.
    ///
    /// - Parameter frame: draws what stands on every page, such as its number; gets the page's number from 1 and how many
    ///   there are.
    /// - Returns: the file; `nil`: there was no memory for it.
    public func finish(_ metadata: Metadata, frame: (Canvas, Box, Int, Int) -> Void) -> [UInt8]? {
        // What draws them may hold this.
        defer { slabs.removeAll() }
        sheet.describe(metadata)
        let pages = pages()
        let canvas = sheet.canvas(direction)
        var parents: [Int32] = []
        for (number, page) in pages.enumerated() {
            frame(
                canvas, Box(x: 0, y: 0, width: paper.width, height: paper.height), number + 1, pages.count)
            for placed in page {
                let slab = slabs[placed.slab]
                var y = placed.y
                if placed.hasHead, let head = slab.head {
                    head.draw(canvas, Box(x: margins.side, y: y, width: width, height: head.height))
                    y += head.height
                }
                if let (level, title) = slab.bookmark {
                    parents = Array(parents.prefix(level - 1))
                    parents.append(sheet.bookmark(title, under: parents.last, page: number + 1, y: y))
                }
                canvas.tagged(slab.tag) {
                    slab.draw(canvas, Box(x: margins.side, y: y, width: width, height: slab.height))
                }
            }
            sheet.endPage()
        }
        return sheet.finish()
    }
}
