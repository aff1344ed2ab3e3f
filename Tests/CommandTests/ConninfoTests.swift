import Testing

@testable import unbroken

@Suite("A connection string on the command line") struct ConninfoTests {
    @Test(arguments: [
        "password=x", "host=a password = x", "host='a b' password='x'", "PASSWORD=x", "host=a\tsslpassword=x",
        "host='a\\' b' password=x", "password", "postgres://me:x@host/db", "postgresql://me:x@host",
        "postgresql://me:x/y@host/db", "postgres://host/db?password=x", "postgres://host/db?a=b&pass%77ord=x",
        "postgres://me@host/db?sslpassword=x", "postgres://:x@host",
    ])
    func `is refused where it holds a password`(_ conninfo: String) {
        #expect(Conninfo.holdsPassword(conninfo))
    }

    @Test(arguments: [
        "", "service=audit", "host=/run port=5 user=me dbname='a password=x'", "passfile=/x", "postgres://me@host/db",
        "postgres://host:5432/db?sslmode=verify-full", "postgres://host", "postgresql:///db?host=/run",
        "application_name='password = ''x'' '",
        "postgres://me@[::1]:5432/db",
    ])
    func `is taken where it holds none`(_ conninfo: String) {
        #expect(!Conninfo.holdsPassword(conninfo))
    }
}
