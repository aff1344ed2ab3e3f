public import AuditChain
import OpenSSL
import Typesetting

/// Stamps a signed report anew, so that it can still be checked when what it was signed and stamped with has expired.
public enum Renewal {
    /// The report with one more time stamp over all of it (PAdES B-LTA, ETSI EN 319 142-1, 5.4.3).
    ///
    /// - Parameters:
    ///   - path: a signed PDF, which must hold by `check`.
    ///   - authority: the URL of a time-stamping authority.
    public static func of(
        _ path: String, checkedBy check: EvidenceCheck, authority: String
    ) throws(Obstacle) -> [UInt8] {
        let bytes = try EvidenceCheck.read(path)
        guard bytes.starts(with: Array("%PDF-".utf8)) else {
            throw Obstacle(
                .usage, "\(path) is no PDF, and only a PDF can be stamped anew",
                hint: "sign the machine form again with 'unbroken report --from'")
        }
        _ = try check.check(bytes, from: path)
        func finished<Value>(_ work: () throws(PDFTrouble) -> Value) throws(Obstacle) -> Value {
            do throws(PDFTrouble) { return try work() } catch {
                throw Obstacle(.internalError, "the PDF could not be stamped: \(error.sentence)")
            }
        }
        let renewable = try finished { () throws(PDFTrouble) in try RenewablePDF(bytes) }
        let token: [UInt8]
        do throws(SigningTrouble) {
            token =
                try TimeStampAuthority(url: authority).token(over: Array(renewable.signedRanges.joined()))
        } catch {
            throw error.obstacle()
        }
        let stamped = try finished { () throws(PDFTrouble) in try renewable.signed(by: token) }
        // What would not hold any more is not given out: an older stamp may have expired, or nobody trusts the new one.
        do throws(Obstacle) { _ = try check.check(stamped, from: path) } catch {
            throw Obstacle(
                error.kind, "\(error.sentence); the report was left as it was: with the new stamp it would not hold",
                hint:
                    "name the certificates of the new stamp's authority with --trust too; where an older stamp has expired, the report can be checked but not renewed"
            )
        }
        return stamped
    }
}
