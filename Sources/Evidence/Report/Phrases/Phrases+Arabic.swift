import Typesetting

extension Phrases {
    /// Arabic; without vowel signs, which programs that take text out of a PDF tear from their letters.
    static let arabic = Phrases(
        language: "ar", direction: .rightToLeft,
        title: "تقرير التحقق من سجل التدقيق",
        page: { "صفحة \($0) من \($1)" },
        notSigned: "غير موقع: لا شيء يثبت من أعد هذا التقرير ولا أنه لم يتغير بعد ذلك.",
        notVerifiedAgain: { madeAt, signer, signedAt in
            "لم يجر التحقق مرة أخرى. أعدت هذه الوثيقة من تقرير سابق بتاريخ \(madeAt)، "
                + (signer.map { "وقعه \($0)\(signedAt.map { " في \($0)" } ?? "")." } ?? "لم يوقعه أحد.")
        },
        madeAt: "تاريخ إعداد التقرير",
        verdicts: ["intact": "سليم", "broken": "مكسور", "unmet": "غير مستوفى", "incomplete": "غير مكتمل"],
        verdictSentences: { verdict, rows, breaks in
            switch verdict {
            case "intact" where rows == "0": "لا توجد صفوف، والإعدادات تسمح بذلك. لم يجر التحقق من شيء."
            case "intact": "تم التحقق من كل صف من الصفوف البالغ عددها \(rows)، ولم يعثر على أي كسر."
            case "broken":
                "عدد الكسور التي عثر عليها: \(breaks)، في \(rows) من الصفوف؛ وهي مواضع لا تتماسك فيها السلسلة."
            case "unmet": "لم يعثر على كسر في \(rows) من الصفوف، لكن ليس كل ما وعد به موجودا."
            default: "انتهى الفحص بعد \(rows) من الصفوف. وهو لا يقول إن السجل سليم ولا إنه مكسور."
            }
        },
        cutShort: "انقطع الفحص قبل نهايته، فقد يكون هناك المزيد.",
        assuranceTitle: "ما الذي يثبته هذا",
        assurance:
            "درجة التأكيد: متسق. يبين هذا هل تتوافق الصفوف بعضها مع بعض، ولا أكثر من ذلك. فمن يستطيع الكتابة في الجدول كان بوسعه أن يقطع أحدث الصفوف، أو أن يزيل سلسلة كاملة، أو أن يعيد حساب كل شيء من صف ما إلى النهاية، دون أثر في الجدول. ولا يوجد بعد شيء خارج قاعدة البيانات يشهد لها.",
        period: "الفترة", rows: "الصفوف",
        rowsDetail: { verified, unsealed, excluded in
            "تم التحقق من \(verified)، وبلا بصمة \(unsealed)، ومستبعد بالإعدادات \(excluded)"
        },
        chains: "السلاسل", look: "وقت الفحص", to: "إلى", database: "قاعدة البيانات", server: "الخادم",
        author: "أجرى التحقق", nobody: "لم يضبط اسم",
        tool: "الأداة", configuration: "بصمة الإعدادات SHA-256", stream: "ملف محفوظ", none: "لا شيء", signer: "التوقيع",
        signatureAwaits: "وقعه رقميا",
        retention: "مدة الحفظ",
        retentionLead: { years, zone in "يجب حفظ الصفوف مدة \(span(years)). تبدأ الأيام بحسب المنطقة الزمنية \(zone)."
        },
        covered: { first, since, years in
            "يبدأ السجل في \(first): مدة الحفظ (\(span(years)) منذ \(since)) مغطاة."
        },
        notCovered: { first, years, from in
            "يبدأ السجل في \(first). مدة الحفظ (\(span(years))) غير مغطاة بعد؛ وستكون كذلك ابتداء من \(from) إن لم يفقد أي صف."
        },
        noRows: "لا يوجد صف يمكن الحكم على وقته.",
        noTime: "ليس للصفوف وقت، فلا يقال شيء عن زمن كتابتها.",
        notReadToItsEnd: "انتهى الفحص قبل أن تقرأ كل الصفوف، فلا يقال شيء عن المدة التي تغطيها.",
        gapsJudged: [
            "every day":
                "يجب أن توجد صفوف في كل يوم. يعد اليوم ناقصا إن لم يذكر أي صف أنه حدث فيه؛ ولا يحسب يوم الفحص.",
            "working days":
                "يجب أن توجد صفوف في كل يوم عمل. يعد اليوم ناقصا إن لم يذكر أي صف أنه حدث فيه؛ ولا تحسب أيام الراحة ولا يوم الفحص، وتحسب العطل الرسمية.",
            "none": "لم يضبط إيقاع، فلا يحكم على الأيام التي لا صفوف فيها.",
        ],
        gapCount: { "الفجوات: \($0)." }, noGaps: "لا ينقص أي يوم.",
        gapsUnknown: "تقع الصفوف على أيام أكثر من أن يعرف هل ينقص يوم منها.",
        longestPause: { "أطول انقطاع كان من \($0) إلى \($1): \($2) من الأيام بلا صف." },
        noPause: "وجد صف في كل يوم.",
        states: [
            .verified: "تم التحقق، بلا كسر", .broken: "فيه كسور", .empty: "بلا صفوف", .before: "قبل بداية السجل",
            .unsealed: "فيه صفوف بلا بصمة",
        ],
        monthNames: [
            "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
            "ديسمبر",
        ],
        firstRow: "أول صف", lastRow: "آخر صف", from: "من", days: "الأيام",
        utcMonths: "الصفوف بحسب الشهر، والأشهر بتوقيت UTC.",
        anchored: "ما هو مثبت خارجيا",
        nothingAnchored:
            "لا شيء بعد: لا يوجد بيان موقع محفوظ خارج قاعدة البيانات يذكر طول السلاسل وكيف انتهت.",
        breaks: "الكسور", noBreaks: "لم يعثر على أي كسر.",
        breaksShown: { "يعرض هنا \($0) من أصل \($1) من الكسور؛ وكل ما ذكر منها في المرفق breaks.csv." },
        kinds: [
            "altered-content": "تغير المحتوى", "altered-hash": "تغيرت البصمة", "altered-link": "تغير الرابط",
            "rewritten-row": "أعيدت كتابة الصف", "missing-rows": "صفوف مفقودة", "inserted-row": "صف مدرج",
            "forked-chain": "تفرعت السلسلة", "reordered-rows": "تغير ترتيب الصفوف",
            "missing-head": "أقدم الصفوف مفقودة",
            "unsealed-row": "صف بلا بصمة", "malformed-hash": "ليست بصمة", "formula-mismatch": "الصيغة لا تطابق",
        ],
        breakSentence: arabicSentence,
        expectedHashes: ["content": "محسوبة من الصف", "link": "بصمة الصف السابق", "genesis": "بداية السلسلة"],
        foundHashes: ["content": "مخزنة في الصف", "link": "الرابط المخزن", "genesis": "الرابط المخزن"],
        meaning: "ما يترتب عليه",
        expected: "المتوقع", found: "الموجود", evidence: "الأدلة", around: "الصفوف المحيطة", before: "قبله",
        within: "هنا", after: "بعده",
        findings: "ملاحظات أخرى", alternatives: "وقد يكون أيضا",
        noNumber: { $0 == $1 ? "لا صف رقمه \($0)" : "لا صف رقمه من \($0) إلى \($1)" },
        controls: "الضوابط المحيطة بالسجل",
        controlsLead:
            "تبين السلسلة أن صفا لم يتغير؛ ولا تبين أن كل صف قد كتب. هذه هي الضوابط التي يقوم عليها ذلك كما ذكرها فهرس قاعدة البيانات. ويذكر كل ضابط البنود التي هو دليل عليها. والدليل ليس امتثالا: الحكم على استيفاء البند لغيرنا.",
        notInspected: "لم تفحص الضوابط.",
        check: "الضابط", judgement: "ما وجد", supports: "يدعم",
        subjects: ["the database": "قاعدة البيانات"], clauseText: arabicText,
        grades: ["pass": "قائم", "warn": "ضعيف", "fail": "غير قائم", "unknown": "غير معروف"],
        clause: "البند", asks: "ما يطلبه، بعبارتنا", note: "ملاحظة",
        byFramework: "بحسب الإطار", verdictSupports: "التحقق نفسه",
        frameworks: [
            .sox: "ساربينز أوكسلي وسجلات المراجعة", .sec17a4: "SEC 17a-4 للوسطاء والمتعاملين", .hipaa: "HIPAA",
            .pci: "PCI DSS", .iso27001: "ISO/IEC 27001", .soc2: "SOC 2", .nist: "NIST SP 800-53",
            .part11: "21 CFR Part 11",
            .gdpr: "GDPR",
        ],
        method: "كيف أجري التحقق",
        methodText: [
            "قرئت جميع صفوف السجل في لقطة واحدة للقراءة فقط من قاعدة البيانات، بترتيب سلسلتها. أعيد حساب بصمة كل صف من أعمدته بالصيغة الواردة في الإعدادات التي تظهر بصمتها في الصفحة الأولى، وقورنت بالبصمة المخزونة (المحتوى). وقورن الرابط الذي يخزنه كل صف ببصمة الصف الذي قبله (الرابط). وأحصيت الصفوف أيضا دون فهارس الجدول، لأن فهرسا تنقصه صفوف قد يخفيها.",
            "حيث لا يتطابقان يستنتج نوع الكسر مما يصح من المحتوى والرابط، ومن الصفوف المجاورة، ومن تجارب ببصمات صفوف أخرى. وقبل أن يقال إن محتوى صف قد تغير تحسب PostgreSQL الصيغة أيضا؛ فإن اختلفا لم يتهم أحد.",
        ],
        checking: "كيف يفحص هذا التقرير",
        checkingText: [
            "التوقيع: افتح الملف في برنامج يفحص تواقيع PDF (مثل pdfsig أو Adobe Acrobat أو pyHanko)، أو شغل 'unbroken check FILE --trust CA.pem'. يجب أن يقول إن التوقيع صالح ويغطي الوثيقة كلها.",
            "التحقق: بالإعدادات نفسها (قارن بصمتها) ونسخة من قاعدة البيانات شغل 'unbroken verify'. الصفوف التي كتبت بعد ذلك جديدة؛ ويجب أن يكون ما سواها كما هو.",
        ],
        limits: "ما لا يظهره هذا",
        limitsText: [
            "الصفوف التي لم تكتب قط لا تترك أثرا في السلسلة؛ والضوابط تتحدث عن ذلك للحظة الفحص وحدها.",
            "الصفوف التي أزيلت من النهاية، والسجلات التي أعاد كتابتها من صف ما من يستطيع الكتابة في الجدول، تبدو كاملة. ولا يظهر ذلك إلا بيان محفوظ في مكان آخر.",
            "وقت الصف هو ما يقوله الصف عن نفسه.",
        ],
        attachments: "المرفقات",
        attachmentsText:
            "يحمل هذا الملف report.json، وهو الحقائق نفسها للآلات، وbreaks.csv، وهو كل كسر ذكر.",
        attachmentsSigned: "وكلاهما يغطيه التوقيع.",
        fonts: { "لم يعثر على خط لهذه الأحرف، وتقوم مقامها مربعات بأرقامها: \($0)" },
        checksTitle: [
            "append-only-grants": "صلاحيات الإضافة فقط", "guard-triggers": "المشغلات الحارسة",
            "discarding-triggers": "مشغلات تسقط الصفوف", "table-rules": "قواعد الجدول",
            "definer-functions": "دوال تغير السجل", "table-owner": "مالك الجدول",
            "privileged-roles": "الأدوار ذات الامتياز",
            "capture-triggers": "مشغلات التسجيل", "replication-role": "دور النسخ المتماثل",
            "sealing-functions": "دوال الختم", "formula-settings": "إعدادات الصيغة",
            "formula-ambiguity": "التباس الصيغة",
            "formula-coverage": "تغطية الصيغة", "chain-lock": "قفل السلسلة", "row-security": "أمان الصفوف",
            "monthly-partitions": "الأقسام الشهرية", "scheduled-jobs": "المهام المجدولة",
            "materialized-views": "العروض المادية", "valid-indexes": "صلاحية الفهارس", "log-durability": "ثبات السجل",
            "data-checksums": "مجاميع التحقق", "wal-archiving": "أرشفة سجل الكتابة",
            "commit-timestamps": "أوقات التثبيت",
            "statement-logging": "تسجيل الأوامر", "transport-encryption": "تشفير الاتصال",
            "write-statistics": "إحصاءات الكتابة", "sequence-position": "موضع التسلسل", "row-origins": "منشأ الصفوف",
        ])

    /// A number of years with its noun: one, two, three to ten, and more each have a form of their own.
    private static func span(_ years: Int) -> String {
        switch years {
        case 1: "سنة واحدة"
        case 2: "سنتين"
        case _ where (3...10).contains(years % 100): "\(years) سنوات"
        default: "\(years) سنة"
        }
    }
}
