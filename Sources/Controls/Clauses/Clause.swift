/// A clause of a law or a standard that a finding is evidence for. It supports a judgement of compliance and is none.
public enum Clause: String, Sendable, Hashable, CaseIterable {
    case sox404 = "SOX 404"
    case accountantsRecords = "17 CFR 210.2-06"
    case brokersRecords = "17 CFR 240.17a-4(f)"
    case hipaaAuditControls = "45 CFR 164.312(b)"
    case hipaaIntegrity = "45 CFR 164.312(c)(1)"
    case hipaaRetention = "45 CFR 164.316(b)(2)"
    case pciCapture = "PCI DSS 4.0.1 10.2"
    case pciProtection = "PCI DSS 4.0.1 10.3"
    case pciRetention = "PCI DSS 4.0.1 10.5"
    case isoLogging = "ISO/IEC 27001:2022 A.8.15"
    case socMonitoring = "SOC 2 CC7.2"
    case nistProtection = "NIST SP 800-53 AU-9(3)"
    case nistAuthorship = "NIST SP 800-53 AU-10"
    case nistRetention = "NIST SP 800-53 AU-11"
    case electronicRecords = "21 CFR 11.10(e)"
    case gdprSecurity = "GDPR Art. 32"

    /// What the clause asks of a log, in our words.
    public var asks: String {
        switch self {
        case .sox404: "management states each year how well its controls over financial reporting work"
        case .accountantsRecords:
            "accountants keep the records of an audit or review for seven years, electronic ones too"
        case .brokersRecords:
            "records that cannot be overwritten, or a time-stamped trail of every change and deletion, by whom, from which the original can be made again"
        case .hipaaAuditControls: "mechanisms that record and examine what is done in systems with health information"
        case .hipaaIntegrity: "health information is protected from improper alteration and destruction"
        case .hipaaRetention: "required documentation is kept for six years"
        case .pciCapture: "logs are on, and tell who did what to what, and when"
        case .pciProtection: "logs are protected from change and destruction, and a change is noticed"
        case .pciRetention: "logs are kept for twelve months, the last three at hand"
        case .isoLogging: "logs are produced, kept, protected and analysed"
        case .socMonitoring: "the system is watched for what points to malice, disaster or error"
        case .nistProtection: "cryptography protects the integrity of audit information and audit tools"
        case .nistAuthorship: "evidence that somebody did something, which they cannot deny"
        case .nistRetention: "audit records are kept as long as was laid down"
        case .electronicRecords:
            "a secure, time-stamped trail of who entered, changed and deleted what, that never hides what was there before"
        case .gdprSecurity:
            "the integrity of systems with personal data is ensured, and the measures are tested regularly"
        }
    }

    /// Whom it binds, and what a finding does not show; `nil`: nothing that its text would not say.
    public var note: String? {
        switch self {
        case .sox404: "binds issuers of securities; the log is one control among many"
        case .accountantsRecords: "binds the accountant; issuers keep seven years by policy of their own"
        case .brokersRecords: "binds brokers and dealers; how long depends on the record"
        case .hipaaRetention: "whether audit logs themselves fall under the six years is not settled"
        case .nistProtection:
            "a chain alone protects from whoever cannot recompute it; checkpoints outside the database do the rest"
        case .nistAuthorship: "a chain shows that a record was not changed, not that its author is who it says"
        case .isoLogging: "how long logs are kept is the organisation's to say"
        case .socMonitoring: "auditors sample runs over months, so one run shows little"
        case .hipaaAuditControls, .hipaaIntegrity, .pciCapture, .pciProtection, .pciRetention, .nistRetention,
            .electronicRecords, .gdprSecurity:
            nil
        }
    }

    /// Where its text, or an account of it, was read.
    public var source: String {
        switch self {
        case .sox404: "https://www.sarbanes-oxley-101.com/SOX-404.htm"
        case .accountantsRecords:
            "https://lexbuild.dev/ecfr/title-17/chapter-II/part-210/section-210.2-06"
        case .brokersRecords: "https://regulations.justia.com/regulations/fedreg/2022/11/03/2022-22670.html"
        case .hipaaAuditControls, .hipaaIntegrity:
            "https://www.govinfo.gov/content/pkg/CFR-2019-title45-vol2/xml/CFR-2019-title45-vol2-sec164-312.xml"
        case .hipaaRetention: "https://law.lawstack.com/cfr/45/164.316/"
        case .pciCapture: "https://ce.prod.cloudaware.com/frameworks/pci-dss-v4.0.1/10/02"
        case .pciProtection: "https://secframe.arnav.au/f/pci-dss/v4/10.3"
        case .pciRetention:
            "https://bitlionai.com/framework/payment-card-industry-data-security-standard/requirements-10-11-logging-monitoring-and-security-testing"
        case .isoLogging: "https://www.isms.online/iso-27001/annex-a/8-15-logging-2022"
        case .socMonitoring:
            "https://raw.githubusercontent.com/FASTPROD/ContextEngine/HEAD/docs/compliance/cc7.2.md"
        case .nistProtection: "https://www.myctrl.tools/frameworks/nist-800-53-r5/family/au"
        case .nistAuthorship: "https://secframe.arnav.au/f/nist-800-53/au"
        case .nistRetention: "https://wayfinder.digital/NIST-800-53R4/AU011.html"
        case .electronicRecords: "http://edocket.access.gpo.gov/cfr_2002/aprqtr/21cfr11.10.htm"
        case .gdprSecurity: "https://gdprhub.eu/index.php?title=Article_32_GDPR"
        }
    }
}
