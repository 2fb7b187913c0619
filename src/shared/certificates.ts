/** Where tools look for the certificates of those who may sign for a server: a company's proxy has one of its own. */
export const CERTIFICATE_VARIABLES: readonly string[] = [
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NIX_SSL_CERT_FILE', 'DENO_CERT', 'GIT_SSL_CAINFO'],
  ...['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT', 'CARGO_HTTP_CAINFO', 'AWS_CA_BUNDLE'],
  ...['npm_config_cafile', 'YARN_HTTPS_CA_FILE_PATH', 'COMPOSER_CAFILE', 'BUNDLE_SSL_CA_CERT'],
];
