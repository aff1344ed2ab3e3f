internal import Glibc

/// SIGPIPE, which OpenSSL's sockets raise where the peer has hung up.
enum BrokenPipe {
    /// Does something in which a broken pipe is an error of the write only. Only this thread is touched: the signal is
    /// held back, and one that came meanwhile is taken away.
    static func ignored<Result>(_ body: () -> Result) -> Result {
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        var pending = sigset_t()
        sigpending(&pending)
        let wasPending = sigismember(&pending, SIGPIPE) == 1
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        let result = body()
        if !wasPending {
            var now = timespec()
            while sigtimedwait(&pipe, nil, &now) == -1, errno == EINTR {}
        }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        return result
    }
}
