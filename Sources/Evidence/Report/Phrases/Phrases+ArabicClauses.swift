import Controls

extension Phrases {
    /// What each clause asks, and whom it binds, in Arabic: the same in meaning as `Clause.asks` and `Clause.note`.
    static func arabicText(of clause: Clause) -> ClauseText {
        switch clause {
        case .sox404:
            ClauseText(
                asks: "تبين الإدارة كل سنة مدى فاعلية ضوابطها على التقارير المالية",
                note: "يلزم مصدري الأوراق المالية؛ والسجل ضابط واحد بين ضوابط كثيرة")
        case .accountantsRecords:
            ClauseText(
                asks: "يحتفظ المحاسبون بسجلات المراجعة أو الفحص سبع سنوات، ومنها الإلكترونية",
                note: "يلزم المحاسب؛ أما المصدرون فيحفظون سبع سنوات بسياسة منهم")
        case .brokersRecords:
            ClauseText(
                asks: "سجلات لا يمكن الكتابة فوقها، أو أثر مختوم بالوقت لكل تغيير وحذف ومن قام به، يعاد منه الأصل",
                note: "يلزم الوسطاء والمتعاملين؛ والمدة تتوقف على نوع السجل")
        case .hipaaAuditControls:
            ClauseText(asks: "آليات تسجل وتفحص ما يجري في الأنظمة التي فيها معلومات صحية")
        case .hipaaIntegrity: ClauseText(asks: "حماية المعلومات الصحية من التغيير والإتلاف بغير حق")
        case .hipaaRetention:
            ClauseText(
                asks: "تحفظ الوثائق المطلوبة ست سنوات",
                note: "لم يحسم هل تدخل سجلات التدقيق نفسها في السنوات الست")
        case .pciCapture: ClauseText(asks: "السجلات تعمل، وتبين من فعل ماذا بماذا ومتى")
        case .pciProtection: ClauseText(asks: "السجلات محمية من التغيير والإتلاف، وكل تغيير يلاحظ")
        case .pciRetention: ClauseText(asks: "تحفظ السجلات اثني عشر شهرا، وآخر ثلاثة منها في المتناول")
        case .isoLogging:
            ClauseText(asks: "تنشأ السجلات وتحفظ وتحمى وتحلل", note: "مدة حفظ السجلات تقررها المنشأة")
        case .socMonitoring:
            ClauseText(
                asks: "يراقب النظام بحثا عما يدل على سوء نية أو كارثة أو خطأ",
                note: "يأخذ المدققون عينات على مدى شهور، فالفحص الواحد لا يدل على الكثير")
        case .nistProtection:
            ClauseText(
                asks: "يحمي التشفير سلامة معلومات التدقيق وأدواته",
                note:
                    "السلسلة وحدها تحمي ممن لا يستطيع إعادة حسابها؛ والباقي تتكفل به نقاط تحقق خارج قاعدة البيانات")
        case .nistAuthorship:
            ClauseText(
                asks: "دليل على أن شخصا فعل شيئا لا يستطيع إنكاره",
                note: "تبين السلسلة أن سجلا لم يتغير، لا أن كاتبه هو من يقول")
        case .nistRetention: ClauseText(asks: "تحفظ سجلات التدقيق المدة المقررة")
        case .electronicRecords:
            ClauseText(asks: "أثر آمن مختوم بالوقت لمن أدخل وغير وحذف ماذا، لا يخفي أبدا ما كان قبله")
        case .gdprSecurity:
            ClauseText(asks: "تضمن سلامة الأنظمة التي فيها بيانات شخصية، وتختبر التدابير بانتظام")
        }
    }
}
