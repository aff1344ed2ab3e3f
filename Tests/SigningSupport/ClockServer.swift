import Foundation
import Support

/// A time-stamping authority on loopback for one test: Python's HTTP server, which lets `openssl ts -reply` answer. What
/// it does wrong, the path of the URL says. It ends with the test, by its process id, or with this process.
final class ClockServer {
    let port: Int
    private let process: pid_t
    private let folder: URL

    /// - Parameter certificate: whose certificate it shows; `nil`: it speaks without TLS.
    init(certificate: String? = nil) throws {
        let authority = TestAuthority.shared
        folder = URL(fileURLWithPath: authority.path("server-\(UUID().uuidString)"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = folder.appendingPathComponent("server.py").path
        try Data(Self.script.utf8).write(to: URL(fileURLWithPath: script))
        let configuration = AuthorityConfiguration.text(folder: folder.path)
        try Data(configuration.utf8).write(to: folder.appendingPathComponent("openssl.cnf"))
        try Data("2000".utf8).write(to: folder.appendingPathComponent("serial-of-stamps"))
        let output = folder.appendingPathComponent("out").path
        let tls = certificate.map {
            [authority.path("\($0).pem"), authority.path("middle.pem"), authority.path("p256.key")]
        }
        process = try Shell.spawn(
            ["python3", script, authority.folder.path, folder.path] + (tls ?? []),
            paths: ["/dev/null", output, folder.appendingPathComponent("err").path])
        var port: Int?
        for _ in 0..<600 where port == nil {
            Thread.sleep(forTimeInterval: 0.05)
            let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            if text.hasSuffix("\n") { port = Int(text.dropLast()) }
        }
        guard let port else {
            kill(process, SIGTERM)
            throw PrivateServer.Trouble("the time-stamping server did not start")
        }
        self.port = port
    }

    deinit {
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// Who asked last, by the header 'Authorization'.
    var lastAuthorization: String? {
        try? String(contentsOfFile: folder.appendingPathComponent("authorization").path, encoding: .utf8)
    }

    private static let script = #"""
        import http.server, os, ssl, subprocess, sys, threading, time

        means, folder, tls = sys.argv[1], sys.argv[2], sys.argv[3:]
        environment = {**os.environ, "CA_DATABASE": "", "CRL_NUMBER": ""}

        def openssl(words, data=b"", clock=()):
            return subprocess.run([*clock, "openssl", *words], input=data, capture_output=True, check=True, env=environment).stdout

        def reply(query, clock=()):
            with open(folder + "/query", "wb") as file:
                file.write(query)
            return openssl(["ts", "-reply", "-config", folder + "/openssl.cnf", "-queryfile", folder + "/query",
                "-signer", means + "/tsa.pem", "-inkey", means + "/tsa.key", "-chain", means + "/middle.pem"], clock=clock)

        class Clock(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                with open(folder + "/authorization", "w") as file:
                    file.write(self.headers.get("Authorization", ""))
                query = self.rfile.read(int(self.headers["Content-Length"]))
                right = self.headers["Content-Type"] == "application/timestamp-query"
                digest = query[query.index(b"\x04\x20") + 2:][:32].hex()
                status, kind, path = 200, "application/timestamp-reply", self.path.split("?")[0]
                if path == "/good" and right:
                    body = reply(query)
                elif path == "/ahead":
                    body = reply(query, clock=["faketime", "-f", "+1d"])
                elif path == "/digest":
                    body = reply(openssl(["ts", "-query", "-cert", "-digest", "ab" * 32, "-sha256"]))
                elif path == "/nonce":
                    body = reply(openssl(["ts", "-query", "-cert", "-digest", digest, "-sha256"]))
                elif path == "/refuse":
                    body = reply(openssl(["ts", "-query", "-cert", "-digest", "ab" * 64, "-sha512"]))
                elif path == "/garbage":
                    body = b"garbage, no DER at all"
                elif path == "/der":
                    body = b"\x30\x03\x02\x01\x05"
                elif path == "/endless":
                    body = b"\x30\x84\x7f\xff\xff\xff" + b"x" * 100000
                elif path == "/short":
                    body = reply(query)[:-1]
                elif path == "/page":
                    kind, body = "text/html", b"<html>Welcome</html>"
                elif path == "/moved":
                    status, kind, body = 301, "text/plain", b""
                elif path == "/hang":
                    time.sleep(20)
                    return
                elif path == "/close":
                    self.connection.close()
                    return
                else:
                    status, kind, body = 503, "text/plain", b"later"
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if status == 301:
                    self.send_header("Location", "/good")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        parent = os.getppid()

        def watch():
            while os.getppid() == parent:
                time.sleep(0.5)
            os._exit(0)

        threading.Thread(target=watch, daemon=True).start()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Clock)
        if tls:
            chain = folder + "/chain.pem"
            with open(chain, "w") as file:
                file.write(open(tls[0]).read() + open(tls[1]).read())
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(chain, tls[2])
            server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
