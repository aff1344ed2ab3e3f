/// The configuration of `openssl ca`, `openssl req` and `openssl ts` in tests.
enum AuthorityConfiguration {
    static func text(folder: String) -> String {
        """
        [req]
        prompt = no
        distinguished_name = nobody
        string_mask = utf8only
        [nobody]
        CN = nobody

        \(issuer("root", folder))
        \(issuer("middle", folder))
        \(issuer("stranger", folder))
        \(issuer("web", folder))

        [policy_any]
        countryName = optional
        organizationName = optional
        commonName = supplied

        [crl_for_users]
        issuingDistributionPoint = critical,@users
        [users]
        onlyuser = TRUE
        [crl_for_authorities]
        issuingDistributionPoint = critical,@authorities
        [authorities]
        onlyCA = TRUE
        [crl_with_expired]
        2.5.29.60 = ASN1:GENERALIZEDTIME:20100101000000Z

        [tsa]
        default_tsa = clock
        [clock]
        serial = \(folder)/serial-of-stamps
        crypto_device = builtin
        signer_digest = sha256
        default_policy = 1.2.3.4.1
        digests = sha256, sha384
        accuracy = secs:1
        clock_precision_digits = 3
        ess_cert_id_alg = sha256
        [whole_clock]
        serial = \(folder)/serial-of-stamps
        crypto_device = builtin
        signer_digest = sha512
        default_policy = 1.2.3.4.2
        digests = sha256
        ess_cert_id_alg = sha384
        ess_cert_id_chain = yes
        [old_clock]
        serial = \(folder)/serial-of-stamps
        crypto_device = builtin
        signer_digest = sha256
        default_policy = 1.2.3.4.1
        digests = sha256
        ess_cert_id_alg = sha1
        """
    }

    private static func issuer(_ name: String, _ folder: String) -> String {
        """
        [\(name)]
        database = $ENV::CA_DATABASE
        crlnumber = $ENV::CRL_NUMBER
        new_certs_dir = \(folder)/new
        certificate = \(folder)/\(name).pem
        private_key = \(folder)/\(name).key
        rand_serial = yes
        unique_subject = no
        default_md = sha256
        policy = policy_any
        """
    }
}
