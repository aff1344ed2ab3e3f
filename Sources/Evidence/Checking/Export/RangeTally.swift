/// What came of the rows of an export.
struct RangeTally {
    var contentHeld = 0, contentFailed = 0, masked = 0, unsealed = 0
    var linksHeld = 0, linksFailed = 0
    /// Rows that hold upon another one than the one before them.
    var elsewhere = 0
    var genesesHeld = 0
}
