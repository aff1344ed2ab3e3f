extension Typed {
    /// The parts that an expression is computed from, in the order of the instructions.
    var parts: [Typed] {
        switch operation {
        case .field, .link, .bytes, .scalar, .null, .server: []
        case .relabel(let inner), .text(let inner, _), .value(_, let inner), .isNull(let inner, _),
            .truth(let inner, _), .not(let inner):
            [inner]
        case .concat(let list), .concatSkippingNull(let list), .concatSeparated(let list), .call(_, let list),
            .coalesce(let list), .json(_, _, let list):
            list
        case .nullif(let one, let other, _), .and(let one, let other), .or(let one, let other),
            .compare(let one, let other, _), .distinct(let one, let other, _, _):
            [one, other]
        case .cases(let branches, let otherwise): branches.flatMap { [$0.when, $0.then] } + [otherwise]
        }
    }

    /// Calls `body` with every part, in the order of the instructions, each behind what it is computed from.
    func visit(_ body: (Typed) -> Void) {
        for part in parts { part.visit(body) }
        body(self)
    }

    /// The same with each part that needs neither link nor secret rendered by the server, the largest such parts.
    func renderedByServer() -> Typed {
        if !usesLink, !usesSecret {
            var readsRow = false
            visit { part in
                if case .field = part.operation { readsRow = true }
                if case .server = part.operation { readsRow = true }
            }
            guard readsRow else { return self }
            if isImplied { return rebuilt { $0.renderedByServer() } }
            if case .field = operation { return self }
            var copy = self
            copy.operation = .server(0)
            return copy
        }
        return rebuilt { $0.renderedByServer() }
    }

    /// The same rendered by the server as a whole, the stored link with it.
    func renderedByServerWholly() -> Typed {
        if usesSecret { return renderedByServer() }
        if isImplied { return rebuilt { $0.renderedByServerWholly() } }
        var copy = self
        copy.operation = .server(0)
        return copy
    }

    /// The same with the server's fields numbered, and how many there are.
    func numbered(_ count: inout Int) -> Typed {
        if case .server = operation {
            var copy = self
            copy.operation = .server(count)
            count += 1
            return copy
        }
        var next = count
        let copy = rebuilt { $0.numbered(&next) }
        count = next
        return copy
    }

    private func rebuilt(_ change: (Typed) -> Typed) -> Typed {
        var copy = self
        copy.operation =
            switch operation {
            case .field, .link, .bytes, .scalar, .null, .server: operation
            case .relabel(let inner): .relabel(change(inner))
            case .text(let inner, let form): .text(change(inner), form)
            case .value(let call, let inner): .value(call, change(inner))
            case .isNull(let inner, let negated): .isNull(change(inner), negated: negated)
            case .truth(let inner, let truth): .truth(change(inner), truth)
            case .not(let inner): .not(change(inner))
            case .concat(let list): .concat(list.map(change))
            case .concatSkippingNull(let list): .concatSkippingNull(list.map(change))
            case .concatSeparated(let list): .concatSeparated(list.map(change))
            case .call(let call, let list): .call(call, list.map(change))
            case .coalesce(let list): .coalesce(list.map(change))
            case .json(let flavor, let shape, let list): .json(flavor, shape, list.map(change))
            case .nullif(let one, let other, let comparison): .nullif(change(one), change(other), comparison)
            case .and(let one, let other): .and(change(one), change(other))
            case .or(let one, let other): .or(change(one), change(other))
            case .compare(let one, let other, let comparison): .compare(change(one), change(other), comparison)
            case .distinct(let one, let other, let comparison, let negated):
                .distinct(change(one), change(other), comparison, negated: negated)
            case .cases(let branches, let otherwise):
                .cases(branches.map { (when: change($0.when), then: change($0.then)) }, otherwise: change(otherwise))
            }
        return copy
    }
}
