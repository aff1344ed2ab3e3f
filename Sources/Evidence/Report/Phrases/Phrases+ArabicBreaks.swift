extension Phrases {
    /// What a break is, in Arabic: the same in meaning as `Break.sentence`.
    static let arabicSentence: @Sendable (BreakPlace) -> String = { place in
        "\(place.chain): \(event(of: place))"
    }

    private static func event(of place: BreakPlace) -> String {
        let isOne = place.last == nil
        let count = place.rows.map { " (عددها \($0))" } ?? ""
        let subject = place.last.map { "الصفوف من \(place.first) إلى \($0)\(count)" } ?? "الصف \(place.first)"
        switch place.kind {
        case "altered-content":
            return isOne ? "تغير \(subject) بعد ختمه." : "تغيرت \(subject) بعد ختمها."
        case "altered-hash":
            return isOne
                ? "تغيرت بصمة \(subject)؛ أما محتواه فكما ختم." : "تغيرت بصمات \(subject)؛ أما محتواها فكما ختم."
        case "altered-link":
            return isOne
                ? "تغير رابط \(subject)؛ أما ما عداه من الصف فكما ختم."
                : "تغيرت روابط \(subject)؛ أما ما عداها من الصفوف فكما ختم."
        case "rewritten-row":
            return isOne
                ? "تغير \(subject) وأعيد حساب بصمته؛ وما زال الصف الذي بعده يذكر بصمة أخرى."
                : "تغيرت \(subject) وأعيد حساب بصماتها؛ وما زالت الصفوف التي بعدها تذكر بصمات أخرى."
        case "missing-rows":
            return "صف واحد أو أكثر مفقود بين الصف \(place.first) والصف \(place.last ?? place.first)."
        case "inserted-row":
            return isOne
                ? "ليس \(subject) جزءا من السلسلة: أدرج أو نسخ أو زور."
                : "ليست \(subject) جزءا من السلسلة: أدرجت أو نسخت أو زورت."
        case "forked-chain":
            return isOne
                ? "يفرع \(subject) السلسلة: ختم على الصف السابق نفسه الذي ختم عليه صف آخر."
                : "تفرع \(subject) السلسلة: ختم أولها على الصف السابق نفسه الذي ختم عليه صف آخر."
        case "reordered-rows":
            return isOne
                ? "يقع \(subject) في غير الموضع الذي ختم فيه." : "تقع \(subject) في غير الترتيب الذي ختمت به."
        case "missing-head":
            return "أقدم الصفوف مفقودة: يأتي الصف \(place.first) أولا الآن، لكنه لم يختم على أنه الأول."
        case "unsealed-row": return "\(subject) بلا بصمة."
        case "malformed-hash": return "ما في عمود البصمة من \(subject) ليس بصمة يمكن أن تعطيها الصيغة."
        case "formula-mismatch":
            return isOne ? "لا تعطي الصيغة بصمة \(subject)." : "لا تعطي الصيغة بصمات \(subject)."
        default: return subject
        }
    }
}
