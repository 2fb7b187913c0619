/**
 * Rules of gitleaks (config/gitleaks.toml at b58d3f102cf3, MIT: LICENSE beside this file), by their ids: tokens that say by
 * their first letters what they are. Each begins at a word's boundary. What differs from there: `(?i)` is written out, and what
 * must stand behind a token is left away, so that one in any surroundings goes; nothing is unbounded but an end.
 *
 * Left out, because we have no measure of randomness and nobody looks at what was found:
 * - the rules that go by a name beside a value (`generic-api-key` and a hundred more): code and lock files are full of such;
 * - those whose first letters come in base64 by themselves: square's `EAAA`, facebook's `EAAC`, yandex's `AQVN` and `YC`;
 * - those that begin with anything: facebook-access-token, maxmind-license-key, mailchimp-api-key, dropbox's long one;
 * - vault's `s.…` and infracost's `ico-…`, which names of fields and classes have, too; mapbox's and flutterwave's public keys;
 * - those that read on without a bound: curl-auth-header, curl-auth-user, kubernetes-secret-yaml, private-key;
 * - those that secret-shapes.ts has in a wider form: GitHub, GitLab, AWS, Slack, Stripe and others.
 */
export const GITLEAKS_TOKENS: Readonly<Record<string, RegExp>> = {
  '1password-secret-key':
    /A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b/,
  '1password-service-account-token': /ops_eyJ[a-zA-Z0-9+/]{250,}={0,3}/,
  'adobe-client-secret': /p8e-[a-zA-Z0-9]{32}/,
  'age-secret-key': /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/,
  'airtable-personnal-access-token': /pat[a-zA-Z0-9]{14}\.[a-f0-9]{64}/,
  'alibaba-access-key-id': /LTAI[a-zA-Z0-9]{20}\b/,
  'artifactory-api-key': /AKCp[A-Za-z0-9]{69}\b/,
  'artifactory-reference-token': /cmVmd[A-Za-z0-9]{59}\b/,
  'authress-service-client-access-key':
    /(?:sc|ext|scauth|authress)_[a-zA-Z0-9]{5,30}\.[a-zA-Z0-9]{4,6}\.acc[_-][a-zA-Z0-9-]{10,32}\.[a-zA-Z0-9+/_=-]{30,120}/,
  'aws-access-token': /(?:A3T[A-Z0-9]|ABIA|ACCA)[A-Z2-7]{16}\b/,
  'aws-amazon-bedrock-api-key-long-lived': /ABSK(?<![+/]ABSK)[A-Za-z0-9+/]{109,269}={0,2}/,
  'aws-amazon-bedrock-api-key-short-lived': /bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/]*={0,2}/,
  'clickhouse-cloud-api-secret-key': /4b1d[A-Za-z0-9]{38}\b/,
  'clojars-api-token': /CLOJARS_[a-zA-Z0-9]{60}/,
  'cloudflare-origin-ca-key': /v1\.0-[a-f0-9]{24}-[a-f0-9]{146}/,
  'defined-networking-api-token': /dnkey-[a-zA-Z0-9=_-]{26}-[a-zA-Z0-9=_-]{52}/,
  'doppler-api-token': /dp\.pt\.[a-zA-Z0-9]{43}/,
  'dropbox-short-lived-api-token': /sl\.[a-zA-Z0-9=_-]{135}/,
  'duffel-api-token': /duffel_(?:test|live)_[a-zA-Z0-9_=-]{43}/,
  'dynatrace-api-token': /dt0c01\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{64}/,
  'easypost-api-token': /EZ[AT]K[a-zA-Z0-9]{54}\b/,
  'flutterwave-secret-key': /FLWSECK_TEST-(?:[a-hA-H0-9]{32}-X|[a-hA-H0-9]{12})/,
  'flyio-access-token': /fo1_[\w-]{43}|fm(?:1[ar]|2)_[a-zA-Z0-9+/]{100,}={0,3}/,
  'frameio-api-token': /fio-u-[a-zA-Z0-9_=-]{64}/,
  'gitlab-rrt': /GR1348941[\w-]{20}/,
  'gitlab-session-cookie': /_gitlab_session=[0-9a-z]{32}/,
  'grafana-api-key': /eyJrIjoi[A-Za-z0-9]{70,400}={0,3}/,
  'grafana-cloud-api-token': /glc_[A-Za-z0-9+/]{32,400}={0,3}/,
  'grafana-service-account-token': /glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}/,
  'harness-api-key': /[ps]at\.[a-zA-Z0-9_-]{22}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{20}/,
  'heroku-api-key-v2': /HRKU-AA[0-9a-zA-Z_-]{58}/,
  'huggingface-organization-api-token': /api_org_[a-zA-Z]{34}/,
  'intra42-client-secret': /s-s4t2(?:ud|af)-[a-fA-F0-9]{64}/,
  'new-relic-browser-api-token': /NRJS-[a-f0-9]{19}/,
  'new-relic-insert-key': /NRII-[a-zA-Z0-9-]{32}/,
  'new-relic-user-api-key': /NRAK-[a-zA-Z0-9]{27}/,
  'notion-api-token': /ntn_[0-9]{11}[A-Za-z0-9]{35}/,
  'octopus-deploy-api-key': /API-[A-Z0-9]{26}\b/,
  'openshift-user-token': /sha256~[\w-]{43}/,
  'perplexity-api-key': /pplx-[a-zA-Z0-9]{48}/,
  'plaid-api-token':
    /access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  'planetscale-token': /pscale_(?:tkn|oauth|pw)_[\w=.-]{32,64}/,
  'postman-api-token': /PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}/,
  'prefect-api-token': /pnu_[a-zA-Z0-9]{36}/,
  'pulumi-api-token': /pul-[a-f0-9]{40}/,
  'readme-api-token': /rdme_[a-z0-9]{70}/,
  'scalingo-api-token': /tk-us-[\w-]{48}/,
  'sendinblue-api-token': /xkeysib-[a-f0-9]{64}-[a-zA-Z0-9]{16}/,
  'sentry-org-token':
    /sntrys_eyJpYXQiO[a-zA-Z0-9+/]{10,200}(?:LCJyZWdpb25fdXJs|InJlZ2lvbl91cmwi|cmVnaW9uX3VybCI6)[a-zA-Z0-9+/]{10,200}={0,2}_[a-zA-Z0-9+/]{43}/,
  'sentry-user-token': /sntryu_[a-f0-9]{64}/,
  'settlemint-access-token': /sm_[aps]at_[a-zA-Z0-9]{16}/,
  'shippo-api-token': /shippo_(?:live|test)_[a-fA-F0-9]{40}/,
  'sonar-api-token': /sq[aup]_[a-zA-Z0-9=_-]{40}/,
  'sourcegraph-access-token': /sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}/,
  'square-access-token': /sq0atp-[\w-]{22,60}/,
  'stripe-access-token': /[rs]k_prod_[a-zA-Z0-9]{10,99}/,
  'typeform-api-token': /tfp_[a-zA-Z0-9_.=-]{59}/,
  'yandex-access-token': /t1\.[A-Za-z0-9_-]{1,300}={0,2}\.[A-Za-z0-9_-]{86}={0,2}/,
};

/** Those that no word's boundary is before. */
export const GITLEAKS_OTHERS: readonly RegExp[] = [
  // azure-ad-client-secret, hashicorp-tf-api-token: what they begin with may be any letters, and stays.
  /(?<=[\w~.]{3}\d)Q~[\w~.-]{31,34}/g,
  /(?<=[a-zA-Z0-9]{14}\.)atlasv1\.[a-zA-Z0-9_=-]{60,70}/g,
];
