internal import AuditChain
internal import CPgQuery
import Foundation
internal import Rows

extension Compiler {
    /// Says of the first column or function that is not known what might be meant.
    func check(_ names: NamesUsed) throws(Obstacle) {
        for reference in names.columns where column(reference.name) == nil {
            throw unknownColumn(reference.node, reference.name)
        }
        for call in names.functions {
            guard call.names.count == 1, let name = call.names.first else { continue }
            guard try context.catalog.schemas(ofFunction: name).isEmpty else { continue }
            let nearest = try context.catalog.nearestFunction(to: name)
            throw Obstacle(
                .configuration, "\(position(call.offset)): there is no function \(name)",
                hint: nearest.map { "did you mean \($0)?" } ?? "the database has none of this name")
        }
    }

    /// A part printed back to SQL. Functions and types outside pg_catalog get their schema, which the session's
    /// search_path leaves out; columns lose the table's name.
    func qualified(_ node: SyntaxNode, names: NamesUsed) throws(Obstacle) -> String {
        for call in names.functions {
            guard call.names.count == 1, let name = call.names.first, let function = call.node.pointee.func_call else {
                continue
            }
            let schemas = try context.catalog.schemas(ofFunction: name)
            guard let schema = schemas.first, !schemas.contains("pg_catalog") else { continue }
            function.pointee.funcname = nameList([schema, name])
            function.pointee.n_funcname = 2
        }
        for type in names.types {
            guard type.names.count == 1, let name = type.names.first else { continue }
            let schemas = try context.catalog.schemas(ofType: name)
            guard let schema = schemas.first, !schemas.contains("pg_catalog") else { continue }
            type.type.pointee.names = nameList([schema, name])
            type.type.pointee.n_names = 2
        }
        for reference in names.columns {
            guard let column = reference.node.pointee.column_ref, column.pointee.n_fields > 1 else { continue }
            column.pointee.fields = nameList([reference.name])
            column.pointee.n_fields = 1
        }
        guard let sql = tree.print(node) else {
            throw Obstacle(.internalError, "\(source.position(ofByte: 0)): the expression can't be printed back to SQL")
        }
        return "(" + sql + ")"
    }

    /// Gives a column reference another name.
    func rename(_ node: SyntaxNode, to name: String) {
        guard let column = node.pointee.column_ref else { return }
        column.pointee.fields = nameList([name])
        column.pointee.n_fields = 1
    }

    /// A list of names in memory that the tree frees with itself. The list that it stands instead of is let go: a formula
    /// is printed a few times in a process, not once a row.
    private func nameList(_ names: [String]) -> UnsafeMutablePointer<SyntaxNode?>? {
        let nodes = calloc(names.count, MemoryLayout<SyntaxNode?>.size)?.bindMemory(
            to: SyntaxNode?.self, capacity: names.count)
        for (index, name) in names.enumerated() {
            let node = calloc(1, MemoryLayout<PgQuery__Node>.size)?.bindMemory(to: PgQuery__Node.self, capacity: 1)
            let text = calloc(1, MemoryLayout<PgQuery__String>.size)?.bindMemory(to: PgQuery__String.self, capacity: 1)
            guard let nodes, let node, let text else { return nil }
            pg_query__node__init(node)
            pg_query__string__init(text)
            text.pointee.sval = strdup(name)
            node.pointee.node_case = PG_QUERY__NODE__NODE_STRING
            node.pointee.string = text
            nodes[index] = node
        }
        return nodes
    }
}
