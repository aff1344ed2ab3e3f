internal import COpenSSL

/// How long OpenSSL keeps what it has set up.
public enum Lifetime {
    /// Lets OpenSSL, where it was not begun yet, stay as it is until the process is gone. By itself it takes down what all
    /// threads share when the process begins to end, under threads that still run: one that is only just connecting, or
    /// whose own state is freed when it ends (OpenSSL manual, `OPENSSL_init_crypto`, `OPENSSL_INIT_NO_ATEXIT`).
    public static func lastsAsTheProcess() {
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    }
}
