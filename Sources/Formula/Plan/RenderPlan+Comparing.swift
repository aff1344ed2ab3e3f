internal import BasicContainers
public import Rows

/// What a verification asks: a row on which the server would raise an error gives nothing.
extension RenderPlan {
    /// Whether the value for a row, with its stored link, is these bytes.
    public mutating func gives(_ bytes: Span<UInt8>, for row: borrowing Row) -> Bool {
        guard let linkField else { return gives(bytes, row, nil) }
        return gives(bytes, row, row[linkField])
    }

    /// Whether the value for a row, with another link, is these bytes.
    public mutating func gives(_ bytes: Span<UInt8>, for row: borrowing Row, link: Span<UInt8>) -> Bool {
        gives(bytes, row, link)
    }

    /// Whether the value for a row, with NULL for the link, is these bytes.
    public mutating func givesWithNullLink(_ bytes: Span<UInt8>, for row: borrowing Row) -> Bool {
        gives(bytes, row, nil)
    }

    @inline(__always)
    private mutating func gives(_ bytes: Span<UInt8>, _ row: borrowing Row, _ link: Span<UInt8>?) -> Bool {
        do throws(RenderTrouble) {
            if let sealing, !sealing.isInHex, preimages == nil { return try seals(bytes, row, link, sealing) }
            return try run(row, link) && holds(bytes)
        } catch {
            return failed(error)
        }
    }

    /// A copy of the value for a row with its stored link; `nil` is NULL.
    public mutating func result(for row: borrowing Row) -> [UInt8]? {
        do throws(RenderTrouble) { return try evaluate(row) ? value.copied : nil } catch { return failed(error) }
    }

    /// A copy of the value for a row with another link; `nil` is NULL.
    public mutating func result(for row: borrowing Row, link: Span<UInt8>) -> [UInt8]? {
        do throws(RenderTrouble) { return try evaluate(row, link: link) ? value.copied : nil } catch {
            return failed(error)
        }
    }

    /// A copy of the value for a row with NULL for the link; `nil` is NULL.
    public mutating func resultWithNullLink(for row: borrowing Row) -> [UInt8]? {
        do throws(RenderTrouble) { return try evaluateWithNullLink(row) ? value.copied : nil } catch {
            return failed(error)
        }
    }

    /// What goes into the formula's first hash function while `body` computes a value; `nil`: none was reached.
    public mutating func preimage(_ body: (inout RenderPlan) -> [UInt8]?) -> [UInt8]? {
        preimages = []
        _ = body(&self)
        defer { preimages = nil }
        return preimages?.first
    }

    private mutating func failed(_ trouble: RenderTrouble) -> Bool {
        troubleCount += 1
        self.trouble = trouble
        return false
    }

    private mutating func failed(_ trouble: RenderTrouble) -> [UInt8]? {
        troubleCount += 1
        self.trouble = trouble
        return nil
    }

    private func holds(_ bytes: Span<UInt8>) -> Bool {
        guard !stack.isEmpty, stack[0].end - stack[0].start == bytes.count else { return false }
        return self.bytes.has(bytes, at: stack[0].start)
    }
}
