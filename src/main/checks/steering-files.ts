/** Files of a home that say which programs run, or what they load. */
const STEERING =
  /^(?:\.(?:npmrc|yarnrc(?:\.yml)?|pnpmrc|bunfig\.toml|bashrc|bash_profile|bash_aliases|profile|zshrc|zshenv|zprofile|envrc|gitconfig|gemrc|irbrc|rspec|pydistutils\.cfg|pythonrc(?:\.py)?|pypirc|condarc|perltidyrc|perldb|Rprofile|Renviron|node_repl_history\.js|mocharc\.\w+|babelrc|netrc|curlrc|wgetrc)|\.config\/(?:git|pip|npm|yarn|pnpm|uv|pypoetry|pytest|go|configstore|composer|NuGet|fish|direnv)\/.*|\.(?:pip|bundle|cargo|m2|gradle|composer|sbt|lein|clojure|mix|nuget|julia\/config|stack|cabal|ssh|docker|deno)\/(?:[^/]*\.(?:toml|xml|conf|ini|gradle|kts|properties|json|edn|clj|sbt|yaml|yml|jl|config)|config|init\.d\/.*|bin\/.*)|\.local\/(?:bin\/.*|lib\/python[\d.]+\/site-packages\/(?:[^/]*\.pth|(?:user|site)customize(?:\.py|\/.*)))|(?:\.node_modules|node_modules|\.node_libraries|bin)\/.*)$/;

/** Does a file in a home steer what other programs do? By its path in the home. Pure. */
export const isSteering = (name: string): boolean => STEERING.test(name);

/** Settings of git that name programs or lead elsewhere; a name and an address of the author are none. */
const GIT_STEERS =
  /^\s*\[\s*(?:alias|include|includeIf|core|filter|diff|merge|url|credential|gpg|hook|uploadpack|protocol)\b/im;

/** Does such a file say more than who somebody is? Pure. */
export const saysMore = (name: string, text: string): boolean =>
  /(?:^|\/)(?:\.gitconfig|git\/config)$/.test(name) ? GIT_STEERS.test(text) : text.trim() !== '';
