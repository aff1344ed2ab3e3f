public import AuditChain

extension Check {
    /// The clauses that what the check says is evidence for.
    public var clauses: [Clause] {
        switch self {
        case .appendOnlyGrants, .guardTriggers, .tableRules, .definerFunctions:
            [.brokersRecords, .hipaaIntegrity, .pciProtection, .isoLogging, .electronicRecords, .gdprSecurity]
        case .tableOwner, .privilegedRoles: [.sox404, .pciProtection, .isoLogging, .nistAuthorship]
        case .captureTriggers, .discardingTriggers:
            [.brokersRecords, .hipaaAuditControls, .pciCapture, .isoLogging, .electronicRecords]
        case .replicationRole: [.hipaaAuditControls, .pciCapture, .isoLogging]
        case .sealingFunctions: [.sox404, .pciProtection, .nistProtection]
        case .formulaSettings: [.nistProtection, .nistRetention]
        case .formulaAmbiguity: [.nistProtection, .hipaaIntegrity]
        case .formulaCoverage: [.nistProtection, .nistAuthorship, .electronicRecords]
        case .chainLock: [.nistProtection, .brokersRecords]
        case .rowSecurity: [.isoLogging, .gdprSecurity]
        case .monthlyPartitions, .scheduledJobs, .materializedViews, .validIndexes: [.socMonitoring]
        case .logDurability: [.brokersRecords, .hipaaIntegrity, .pciRetention]
        case .dataChecksums: [.hipaaIntegrity, .gdprSecurity]
        case .walArchiving: [.accountantsRecords, .hipaaRetention, .pciRetention, .nistRetention, .gdprSecurity]
        case .commitTimestamps: [.brokersRecords, .electronicRecords]
        case .statementLogging: [.pciCapture, .hipaaAuditControls, .socMonitoring]
        case .transportEncryption: [.gdprSecurity, .nistProtection]
        case .writeStatistics, .rowOrigins: [.pciProtection, .hipaaIntegrity, .brokersRecords, .socMonitoring]
        case .sequencePosition: [.pciProtection, .brokersRecords, .socMonitoring]
        }
    }
}

extension Verdict {
    /// The clauses that a verification with this verdict is evidence for.
    public var clauses: [Clause] {
        switch self {
        case .intact:
            [
                .sox404, .accountantsRecords, .brokersRecords, .hipaaAuditControls, .hipaaIntegrity, .hipaaRetention,
                .pciProtection, .pciRetention, .isoLogging, .socMonitoring, .nistProtection, .nistRetention,
                .electronicRecords, .gdprSecurity,
            ]
        // That a change was noticed is what these ask; that the records are whole it is no evidence for.
        case .broken:
            [
                .sox404, .brokersRecords, .hipaaAuditControls, .hipaaIntegrity, .pciProtection, .isoLogging,
                .socMonitoring, .nistProtection, .electronicRecords, .gdprSecurity,
            ]
        // It was looked, and nothing is shown but that.
        case .unmet, .incomplete: [.hipaaAuditControls, .socMonitoring, .gdprSecurity]
        }
    }
}
