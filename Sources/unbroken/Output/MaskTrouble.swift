import AuditChain
import Verification

/// A path that is masked and stands nowhere may be misspelled, and what it should hide be shown.
enum MaskTrouble {
    static func check(_ summary: ExportSummary) throws(Obstacle) {
        guard summary.rows > 0, let idle = summary.idleMasks.first else { return }
        throw Obstacle(
            .usage, "--mask names \(idle.text), and no row that is shown has a value there",
            hint: "see how its keys are spelled; leave it out where it is right and there is nothing to hide")
    }
}
