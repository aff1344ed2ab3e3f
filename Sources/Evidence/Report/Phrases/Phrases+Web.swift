extension Phrases {
    /// What the page says beyond what the document says.
    struct Web: Sendable {
        var contents: String, skip: String, verdict: String
        var kind: String, allKinds: String, grade: String, allGrades: String, text: String
        /// Of how many how many are shown, `{0}` and `{1}` for the script to fill in.
        var shown: String
        var place: String, gaps: String
        var breaksShown: @Sendable (_ shown: String, _ total: String) -> String
        var breaksCarried: @Sendable (String) -> String, breaksCounted: @Sendable (String) -> String
        var signatureBeside: String, checkingSignature: String
        var attachmentsText: String, attachmentsSigned: String, save: String
    }
}

extension Phrases.Web {
    /// English.
    static let english = Phrases.Web(
        contents: "Contents", skip: "Skip to the report", verdict: "Verdict",
        kind: "Kind", allKinds: "all kinds", grade: "Grade", allGrades: "all grades", text: "Text",
        shown: "{0} of {1} shown",
        place: "Place", gaps: "Days without rows",
        breaksShown: { "\($0) of \($1) breaks are shown here." },
        breaksCarried: { "\($0) more are in the facts for machines that this page carries." },
        breaksCounted: { "\($0) more were counted, and nothing else was kept of them." },
        signatureBeside: "the signature stands in the file beside this page (.p7s)",
        checkingSignature:
            "The signature: it stands in a file of its own, whose name is that of this file with .p7s behind it; keep the two together. A browser does not check it. One of these commands does, and must say that it holds:",
        attachmentsText:
            "This page carries report.json, the same facts for machines, with every break that was told of.",
        attachmentsSigned: "The signature covers it, as it covers everything else in this page.",
        save: "Save report.json")

    /// Arabic.
    static let arabic = Phrases.Web(
        contents: "المحتويات", skip: "انتقل إلى التقرير", verdict: "النتيجة",
        kind: "النوع", allKinds: "كل الأنواع", grade: "الحالة", allGrades: "كل الحالات", text: "النص",
        shown: "يعرض {0} من {1}",
        place: "الموضع", gaps: "أيام بلا صفوف",
        breaksShown: { "يعرض هنا \($0) من أصل \($1) من الكسور." },
        breaksCarried: { "وفي الحقائق المعدة للآلات التي تحملها هذه الصفحة \($0) أخرى." },
        breaksCounted: { "وأحصيت \($0) أخرى دون أن يحفظ عنها شيء آخر." },
        signatureBeside: "التوقيع في الملف المرافق لهذه الصفحة (\u{2066}.p7s\u{2069})",
        checkingSignature:
            "التوقيع: يوجد في ملف مستقل اسمه اسم هذا الملف مضافا إليه \u{2066}.p7s\u{2069}؛ احفظ الملفين معا. لا يفحصه المتصفح، بل يفحصه أحد هذين الأمرين، ويجب أن يقول إنه صالح:",
        attachmentsText:
            "تحمل هذه الصفحة \u{2066}report.json\u{2069}، وهو الحقائق نفسها للآلات، وفيه كل كسر ذكر.",
        attachmentsSigned: "ويغطيه التوقيع كما يغطي كل ما في هذه الصفحة.",
        save: "احفظ report.json")
}
