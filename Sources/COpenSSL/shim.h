#pragma once
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <openssl/md5.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Function-like macros, which Swift does not import.

static inline STACK_OF(X509) *unbroken_sk_X509_new_null(void) { return sk_X509_new_null(); }
static inline int unbroken_sk_X509_push(STACK_OF(X509) *stack, X509 *x) { return sk_X509_push(stack, x); }
static inline int unbroken_sk_X509_num(const STACK_OF(X509) *stack) { return sk_X509_num(stack); }
static inline X509 *unbroken_sk_X509_value(const STACK_OF(X509) *stack, int i) { return sk_X509_value(stack, i); }
static inline void unbroken_sk_X509_pop_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }

static inline int unbroken_sk_CMS_SignerInfo_num(const STACK_OF(CMS_SignerInfo) *stack) {
    return sk_CMS_SignerInfo_num(stack);
}
static inline CMS_SignerInfo *unbroken_sk_CMS_SignerInfo_value(const STACK_OF(CMS_SignerInfo) *stack, int i) {
    return sk_CMS_SignerInfo_value(stack, i);
}

static inline int unbroken_sk_ASN1_OBJECT_num(const STACK_OF(ASN1_OBJECT) *stack) { return sk_ASN1_OBJECT_num(stack); }
static inline ASN1_OBJECT *unbroken_sk_ASN1_OBJECT_value(const STACK_OF(ASN1_OBJECT) *stack, int i) {
    return sk_ASN1_OBJECT_value(stack, i);
}
static inline void unbroken_sk_ASN1_OBJECT_pop_free(STACK_OF(ASN1_OBJECT) *stack) {
    sk_ASN1_OBJECT_pop_free(stack, ASN1_OBJECT_free);
}

static inline int unbroken_sk_ASN1_UTF8STRING_num(const STACK_OF(ASN1_UTF8STRING) *stack) {
    return sk_ASN1_UTF8STRING_num(stack);
}
static inline ASN1_UTF8STRING *unbroken_sk_ASN1_UTF8STRING_value(const STACK_OF(ASN1_UTF8STRING) *stack, int i) {
    return sk_ASN1_UTF8STRING_value(stack, i);
}

static inline void unbroken_sk_CONF_VALUE_pop_free(STACK_OF(CONF_VALUE) *stack) {
    sk_CONF_VALUE_pop_free(stack, X509V3_conf_free);
}

static inline long unbroken_BIO_get_mem_data(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }
static inline int unbroken_BIO_flush(BIO *bio) { return (int)BIO_flush(bio); }
static inline long unbroken_BIO_set_ssl(BIO *bio, SSL *ssl) { return BIO_set_ssl(bio, ssl, BIO_CLOSE); }
static inline long unbroken_BIO_get_ssl(BIO *bio, SSL **ssl) { return BIO_get_ssl(bio, ssl); }
static inline long unbroken_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name);
}
static inline void unbroken_OPENSSL_free(void *memory) { OPENSSL_free(memory); }

// Flags put together from more than two, which Swift does not import either.

static const unsigned long unbroken_XN_FLAG_RFC2253_UTF8 = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
