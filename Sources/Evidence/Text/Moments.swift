import Foundation

/// Moments in seconds since 1970.
public enum Moments {
    /// As `2026-01-31T12:00:00Z`.
    public static func text(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// Likewise read; `nil`: it is no such text.
    static func seconds(_ text: String) -> Int? {
        (try? Date(text, strategy: .iso8601)).map { Int($0.timeIntervalSince1970) }
    }
}
