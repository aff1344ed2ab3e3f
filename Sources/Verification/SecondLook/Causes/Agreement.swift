import AuditChain
import Formula
import OpenSSL

/// A way in which a row's stored hash follows from what the formula hashes.
struct Agreement: Hashable {
    /// How the stored hash and the formula's value are written; `nil`: alike, byte for byte.
    var spelling: Spelling?
    /// The hash functions; `nil`: the formula's own.
    var digests: Digests?

    struct Spelling: Hashable {
        var stored: HashSpelling
        var formula: HashSpelling
    }

    struct Digests: Hashable {
        var stored: HashAlgorithm
        var formula: HashAlgorithm
    }

    /// Every way, the simplest first; none: the stored hash is of other bytes.
    static func all(of outcome: FormulaOutcome, stored: HashValue) -> [Agreement] {
        let value = HashValue(bytes: outcome.result, isText: stored.isText)
        if value == stored { return [Agreement()] }
        var found: [Agreement] = []
        func add(_ digest: [UInt8], _ formulaDigest: [UInt8], _ digests: Digests?) {
            for one in HashSpelling.all(of: digest, in: stored) {
                for other in HashSpelling.all(of: formulaDigest, in: value) {
                    let agreement = Agreement(
                        spelling: one == other ? nil : Spelling(stored: one, formula: other), digests: digests)
                    if !found.contains(agreement) { found.append(agreement) }
                }
            }
        }
        for candidate in [WrittenDigest.read(value), WrittenDigest.read(stored)] {
            if let digest = candidate { add(digest, digest, nil) }
        }
        for algorithm in HashAlgorithm.allCases {
            guard let digest = outcome.digests[algorithm], !HashSpelling.all(of: digest, in: value).isEmpty else {
                continue
            }
            add(digest, digest, nil)
            for other in HashAlgorithm.allCases where other != algorithm {
                if let stored = outcome.digests[other] {
                    add(stored, digest, Digests(stored: other, formula: algorithm))
                }
            }
        }
        return found
    }

    /// What a person has to change.
    func causes(isText: Bool) -> [FormulaTrial.Cause] {
        var causes: [FormulaTrial.Cause] = []
        if let digests { causes.append(.digest(stored: digests.stored.rawValue, formula: digests.formula.rawValue)) }
        if let spelling {
            causes.append(.spelling(stored: spelling.stored, formula: spelling.formula, isText: isText))
        }
        return causes
    }
}
