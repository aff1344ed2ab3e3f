internal import AuditChain
internal import Rows

extension Formula {
    /// Makes sure that every name of the formula means something.
    func checkNames(_ context: FormulaContext) throws(Obstacle) {
        var obstacle: Obstacle?
        root.node.walk { message in
            guard obstacle == nil else { return false }
            let place = Refusals.place(of: message)
            switch message.kind {
            case "ColumnRef": obstacle = columnObstacle(message.names("fields").first ?? "", place, context)
            case "FuncCall" where message.list("funcname").count == 1:
                let name = message.names("funcname").first ?? ""
                guard context.names.functions[name]?.isEmpty != false else {
                    obstacle = volatilityObstacle(name, place, context)
                    break
                }
                guard !context.names.isPgcrypto(Expression.Name(schema: nil, name: name)) else { break }
                obstacle = source.obstacle(
                    "there is no function \(name)", at: place, hint: Nearest.question(context.names.near[name] ?? []))
            case "FuncCall" where message.names("funcname").first == "pg_catalog":
                obstacle = volatilityObstacle(message.names("funcname").last ?? "", place, context)
            case "TypeName" where message.list("names").count == 1:
                let name = message.names("names").first ?? ""
                guard context.names.schema(ofType: name) == nil else { break }
                obstacle = source.obstacle(
                    "there is no type \(name)", at: place,
                    hint: Nearest.question(Array(Nearest.names(to: name, among: SQLType.builtIn.keys).prefix(1))))
            default: break
            }
            return true
        }
        if let obstacle { throw obstacle }
    }

    private func columnObstacle(_ name: String, _ place: Int, _ context: FormulaContext) -> Obstacle? {
        let isColumn = context.column(name) != nil
        if context.secrets[name] != nil {
            guard isColumn || name == "previous" else { return nil }
            return source.obstacle(
                "\(name) is both a column and a secret", at: place, hint: "give the secret another name in secrets:")
        }
        if name == "previous", context.link == nil {
            guard isColumn else {
                guard context.allowedColumns != nil else { return nil }
                return source.obstacle(
                    "\(title) can't use 'previous': there is nothing before the first row", at: place)
            }
            return source.obstacle(
                "'previous' is a column of the table, and also the name of the preceding row's hash", at: place,
                hint: "say previous: previous if the column holds the link")
        }
        guard isColumn else {
            let known = context.columns.map(\.name) + context.secrets.keys.sorted() + ["previous"]
            var hint = Nearest.question(Array(Nearest.names(to: name, among: known).prefix(1)))
            if hint == nil, context.allowedColumns == nil {
                hint =
                    "the table has \(context.columns.map(\.name).joined(separator: ", ")); a secret is declared by secrets:"
            }
            if name == "previous", let link = context.link { hint = "the table stores the link: write \(link)" }
            return source.obstacle("there is no column \(name)", at: place, hint: hint)
        }
        if let allowed = context.allowedColumns, !allowed.contains(name) {
            return source.obstacle(
                "\(title) can't use the column \(name), only columns of per:", at: place,
                hint: allowed.isEmpty ? "the entry has no per:" : "those are \(allowed.joined(separator: ", "))")
        }
        return nil
    }

    /// A function of the user's may be called volatile only because nobody said otherwise; PostgreSQL's own are it.
    private func volatilityObstacle(_ name: String, _ place: Int, _ context: FormulaContext) -> Obstacle? {
        let homes = context.names.functions[name] ?? []
        guard let home = homes.first(where: { $0.schema == "pg_catalog" }), home.isVolatile else {
            guard context.refusesVolatile, homes.contains(where: \.isVolatile) else { return nil }
            return source.obstacle(
                Refusals.volatileSentence(name, title), at: place,
                hint: "where it only reads, its owner can declare it STABLE or IMMUTABLE")
        }
        return source.obstacle(Refusals.unsteadySentence(name, title), at: place)
    }
}
